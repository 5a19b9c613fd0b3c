import { type ClusterEvent, clusterEvents } from '../../facts/cluster/cluster-events.ts';
import type { ClusterObjects } from '../../facts/cluster/cluster-state.ts';
import type { Controller } from '../../facts/cluster/controller-object.ts';
import type { ClusterView } from '../check.ts';

/** A workload that could not make a pod, and what the API said about it. */
export interface Refusal {
  readonly workload: Controller;
  readonly message: string;
}

/** Lists workloads that lack pods. A ReplicaSet of a Deployment is left out: the Deployment lacks them, too. */
function lackingIn({ controllers }: ClusterObjects): readonly Controller[] {
  return controllers.filter(
    ({ kind, owner, wanted, present }) => present < wanted && !(kind === 'ReplicaSet' && owner !== ''),
  );
}

/**
 * Says whether a StatefulSet waits for a pod of its own: it makes them one after another, and the one that is not ready
 * says why.
 */
function isWaiting({ kind, present, ready }: Controller): boolean {
  return kind === 'StatefulSet' && ready < present;
}

/** Kinds that say only in events why they made no pod. */
const silent = ['StatefulSet', 'DaemonSet', 'Job'];

/** Asks for the reasons that only events tell. */
export function askReasons(objects: ClusterObjects, { cluster }: Pick<ClusterView, 'cluster'>) {
  const isNeeded = lackingIn(objects).some((one) => silent.includes(one.kind) && !isWaiting(one));
  return isNeeded ? clusterEvents(cluster, 'reason=FailedCreate') : undefined;
}

/** Lists workloads that lack pods because the API refuses them. */
export function refusalsIn(objects: ClusterObjects, events: readonly ClusterEvent[] = []): readonly Refusal[] {
  return lackingIn(objects).flatMap((workload) => {
    const { kind, namespace, name, refusal } = workload;
    const event = events.findLast(
      (one) => one.kind === kind && one.namespace === namespace && one.name === name && !isWaiting(workload),
    );
    const message = (refusal || event?.message) ?? '';
    return message === '' ? [] : [{ workload, message: message.replace(/^Error creating: /, '') }];
  });
}

/** Says how many pods a workload has: "Deployment default/web has none of its 3 pods". */
export function lackText({ kind, namespace, name, present, wanted }: Controller): string {
  const some = wanted === 1 ? 'no pod' : `${present === 0 ? 'none' : present} of its ${wanted} pods`;
  return `${kind} ${namespace}/${name} has ${some}`;
}
