import { createHash, X509Certificate } from 'node:crypto';
import { roundFailed } from '../engine/failures.ts';
import type { Fact } from '../engine/model.ts';
import { runRound } from '../engine/round.ts';
import type { Session } from '../engine/session.ts';
import { textFact } from '../facts/command.ts';
import { type Script, sh } from '../shell/sh.ts';
import { tokenDocuments } from '../steps/create/kubeadm.ts';
import type { Revealed } from './secrets.ts';

const caCertificate: Fact<string> = textFact('cluster CA', sh`cat /etc/kubernetes/pki/ca.crt`);

/**
 * Makes the first control plane ready for nodes to join: the run's token is valid, the certificates of further control
 * planes are there to fetch, and what is left of earlier nodes with the same names is gone.
 */
export async function admit(session: Session, names: readonly string[]): Promise<Revealed> {
  const { connection, scope, holder } = session;
  const summary = `Let ${names.join(', ')} join`;
  const script = admission(session, names);
  const round = { changes: [{ kind: 'change', summary, script } as const], facts: [caCertificate], holder };
  const result = await runRound(connection, round);
  if (result.kind !== 'done') throw roundFailed(scope.node.name, result);
  const { publicKey } = new X509Certificate(result.answers.get(caCertificate));
  const sum = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  return { caCertHash: `sha256:${sum}` };
}

/** Makes the run's token worthless. */
export async function dismiss({ connection, scope, holder }: Session): Promise<void> {
  const script = sh`KUBECONFIG=/etc/kubernetes/admin.conf kubeadm token delete ${tokenId(scope.secrets.joinToken.reveal())}`;
  await runRound(connection, {
    changes: [{ kind: 'change', summary: 'Remove the join token', script }],
    facts: [],
    holder,
  });
}

function admission({ scope }: Session, names: readonly string[]): Script {
  const { nodes, secrets } = scope;
  const controlPlanes = nodes.filter(({ name, role }) => names.includes(name) && role === 'control-plane');
  const upload = sh`kubeadm init phase upload-certs --upload-certs --config /run/microcloud/token.yaml >/dev/null`;
  return sh`export KUBECONFIG=/etc/kubernetes/admin.conf
kubectl delete node --ignore-not-found --wait=false ${names}
( umask 077; printf %s ${tokenDocuments(scope)} >/run/microcloud/token.yaml )
trap 'rm -f /run/microcloud/token.yaml' EXIT
kubectl -n kube-system get secret ${`bootstrap-token-${tokenId(secrets.joinToken.reveal())}`} >/dev/null 2>&1 ||
  kubeadm token create --config /run/microcloud/token.yaml >/dev/null
${controlPlanes.length > 0 ? upload : sh`:`}`;
}

/** The half of a bootstrap token that is not secret. */
function tokenId(token: string): string {
  return token.slice(0, 6);
}
