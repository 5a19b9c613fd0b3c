import { type ClusterEvent, clusterEvents } from '../../facts/cluster/cluster-events.ts';
import type { ClusterObjects } from '../../facts/cluster/cluster-state.ts';
import type { Controller } from '../../facts/cluster/controller-object.ts';
import type { ClusterView } from '../check.ts';

/** A workload that could not make a pod, and what the API said about it. */
export interface Refusal {
  readonly workload: Controller;
  readonly message: string;
}

/** Workloads that lack pods. What a Deployment made is told by the Deployment. */
function lackingIn({ controllers }: ClusterObjects): readonly Controller[] {
  return controllers.filter(
    ({ kind, owner, wanted, present }) => present < wanted && !(kind === 'ReplicaSet' && owner !== ''),
  );
}

/** A StatefulSet makes its pods one after another: while one is not ready, that pod says why the next one waits. */
function isWaiting({ kind, present, ready }: Controller): boolean {
  return kind === 'StatefulSet' && ready < present;
}

/** Kinds that tell why only in events. */
const silent = ['StatefulSet', 'DaemonSet', 'Job'];

/** Asks for the reasons that only events tell. */
export function askReasons(objects: ClusterObjects, { cluster }: Pick<ClusterView, 'cluster'>) {
  const isNeeded = lackingIn(objects).some((one) => silent.includes(one.kind) && !isWaiting(one));
  return isNeeded ? clusterEvents(cluster, 'reason=FailedCreate') : undefined;
}

/** Each workload that lacks pods because the API takes none of them. */
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

/** "Deployment default/web has none of its 3 pods" */
export function lackText({ kind, namespace, name, present, wanted }: Controller): string {
  const some = wanted === 1 ? 'no pod' : `${present === 0 ? 'none' : present} of its ${wanted} pods`;
  return `${kind} ${namespace}/${name} has ${some}`;
}
