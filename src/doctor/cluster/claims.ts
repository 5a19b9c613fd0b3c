import { clusterEvents } from '../../facts/cluster/cluster-events.ts';
import type { ClusterObjects } from '../../facts/cluster/cluster-state.ts';
import type { ClaimObject } from '../../facts/cluster/unfinished-object.ts';
import { command } from '../../shell/sh.ts';
import { objectsCheck, patienceSeconds } from './seen-objects.ts';
import { translated, volumeWords } from './words.ts';

/** Lists claims that have waited for a volume for two minutes, or have lost theirs. */
export function waitingClaims({ claims, now }: ClusterObjects): readonly ClaimObject[] {
  return claims.filter(
    ({ phase, endsSince, created }) =>
      phase !== 'Bound' && endsSince === undefined && (phase === 'Lost' || now - created >= patienceSeconds),
  );
}

/** Names the pods that use a claim: "web-1, web-2"; '' for none. */
export function podsWith({ namespace, name }: ClaimObject, { pods }: ClusterObjects): string {
  const users = pods.filter((pod) => pod.namespace === namespace && pod.claims.includes(name));
  return users.map((pod) => pod.name).join(', ');
}

export default [
  objectsCheck({
    id: 'pvc.pending',
    title: 'A volume claim gets no volume',
    why: 'Pods that use it do not start.',
    advice: 'kubectl -n NAMESPACE describe pvc NAME',
    runbook:
      'k3s brings a StorageClass (local-path), kubeadm none: without one somebody must make a PersistentVolume by hand, or install a program that makes volumes. `kubectl get storageclass` lists the classes.',
    source: 'Kubernetes: persistent volumes',
    asks: (objects, { cluster }) =>
      waitingClaims(objects).length > 0
        ? clusterEvents(cluster, 'involvedObject.kind=PersistentVolumeClaim')
        : undefined,
    *find(objects, _, events = []) {
      for (const claim of waitingClaims(objects)) {
        const { namespace, name, phase, storageClass } = claim;
        const last = events.findLast((one) => one.namespace === namespace && one.name === name);
        // Its volume is made when a pod uses the claim, and none does.
        if (last?.reason === 'WaitForFirstConsumer') continue;
        const without = storageClass === '' ? 'it names no StorageClass' : `its StorageClass is ${storageClass}`;
        const why = phase === 'Lost' ? 'its volume is gone' : translated(volumeWords, last?.message || without);
        const users = podsWith(claim, objects);
        const waiting = users === '' ? '' : `; pod ${users} waits for it`;
        yield {
          what: `The volume claim ${namespace}/${name} gets no volume: ${why}${waiting}`,
          advice: command`kubectl -n ${namespace} describe pvc ${name}`,
        };
      }
    },
  }),
];
