import type { RunningLab } from '../../lab/up.ts';
import { versions } from '../../scripts/from-source/built-versions.ts';
import { inside, kubectl } from './cluster.ts';

/** A claim, as far as tests differ in it. */
export interface TriedClaim {
  readonly name: string;
  readonly accessMode: 'ReadWriteOnce' | 'ReadWriteMany';
  /** The default one where it is left out. */
  readonly storageClass?: string;
}

/** Runs a script to its end in a pod that has the claim's volume at /data. The claim is made with its first pod. */
export async function runOnVolume(
  lab: RunningLab,
  { name, accessMode, storageClass }: TriedClaim,
  { pod, script, user = 0 }: { readonly pod: string; readonly script: string; readonly user?: number },
): Promise<void> {
  const claim = {
    ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name } },
    spec: {
      ...{ accessModes: [accessMode], resources: { requests: { storage: '10Mi' } } },
      ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
    },
  };
  const container = {
    ...{ name: 'main', image: `registry.k8s.io/kube-proxy:${versions.kubernetes}`, command: ['sh', '-c', script] },
    ...{ securityContext: { runAsUser: user }, volumeMounts: [{ name: 'data', mountPath: '/data' }] },
  };
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: name } }];
  const spec = { restartPolicy: 'Never', containers: [container], volumes };
  await applyList(lab, [claim, { apiVersion: 'v1', kind: 'Pod', metadata: { name: pod }, spec }]);
  await kubectl(lab, `wait pod/${pod} --for=jsonpath='{.status.phase}'=Succeeded --timeout=120s`);
}

/** Applies objects, as `kubectl apply` does with a file. */
export async function applyList(lab: RunningLab, items: readonly unknown[]): Promise<void> {
  const list = Buffer.from(JSON.stringify({ apiVersion: 'v1', kind: 'List', items })).toString('base64');
  await inside(lab, 'pi-1', `echo ${list} | base64 -d >/run/list.json`);
  await kubectl(lab, 'apply -f /run/list.json');
}
