import { perform } from '../engine/perform.ts';
import type { Session } from '../engine/session.ts';
import type { Cluster } from '../inventory/schema.ts';
import type { Admission } from './admission/admission.ts';
import { k3sAdmission } from './admission/k3s.ts';
import { kubeadmAdmission } from './admission/kubeadm.ts';
import type { Revealed } from './secrets.ts';

const admissions: Readonly<Record<Cluster['distribution'], Admission>> = {
  kubeadm: kubeadmAdmission,
  k3s: k3sAdmission,
};

/** Makes the first control plane ready for nodes to join, and tells what they need for it. */
export async function admit(session: Session, names: readonly string[]): Promise<Revealed> {
  const { open, asks, reveal } = admissions[session.scope.cluster.distribution];
  const change = {
    kind: 'change',
    summary: `Let ${names.join(', ')} join`,
    script: open(session.scope, names),
  } as const;
  return reveal(await perform(session, change, asks));
}

/** Takes away what let nodes join: the run's token, and control planes' certificates with the token that keeps them. */
export async function dismiss(session: Session): Promise<void> {
  const script = admissions[session.scope.cluster.distribution].close?.(session.scope);
  if (script) await perform(session, { kind: 'change', summary: 'Remove what let nodes join', script }, []);
}
