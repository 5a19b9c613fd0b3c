import type { Condition } from '../../facts/cluster/cell.ts';
import { clusterEvents } from '../../facts/cluster/cluster-events.ts';
import type { ClusterObjects } from '../../facts/cluster/cluster-state.ts';
import type { PodObject } from '../../facts/cluster/pod-object.ts';
import { command } from '../../shell/sh.ts';
import { shortened } from '../shortened.ts';
import { objectsCheck, patienceSeconds, podName, waited } from './seen-objects.ts';

interface Unready {
  readonly pod: PodObject;
  readonly condition: Condition;
  readonly seconds: number;
}

const secondsSince = (now: number, time = '') => now - Date.parse(time) / 1000;

/** Lists pods whose programs have run for two minutes, and that are not ready. */
function unreadyIn({ pods, now }: ClusterObjects): readonly Unready[] {
  return pods.flatMap((pod) => {
    const condition = pod.conditions.find(({ type }) => type === 'Ready');
    if (pod.phase !== 'Running' || pod.endsAt !== undefined || !condition) return [];
    // Pods with a container that has just started again are crashing: pods.crashing is about those.
    const isSteady = pod.containers.every(
      ({ state, ready }) => ready || secondsSince(now, state?.running?.startedAt) >= patienceSeconds,
    );
    const seconds = secondsSince(now, condition.lastTransitionTime);
    return isSteady && seconds >= patienceSeconds ? [{ pod, condition, seconds }] : [];
  });
}

export default [
  objectsCheck({
    id: 'pods.unready',
    title: 'A pod runs, but is not ready',
    why: 'Its Services do not lead to it.',
    advice: 'kubectl describe pod POD',
    runbook:
      'Its readiness probe fails, or a readinessGate waits for a program. The events at the end of `kubectl describe` have what the probe says.',
    source: 'Kubernetes: readiness probes',
    entailsAnywhere: ['pods.rollout', 'dns.coredns'],
    asks: (objects, { cluster }) =>
      unreadyIn(objects).length > 0 ? clusterEvents(cluster, 'reason=Unhealthy') : undefined,
    *find(objects, _, events = []) {
      for (const { pod, condition, seconds } of unreadyIn(objects)) {
        const probe = events.findLast(
          ({ namespace, name }) => namespace === pod.namespace && name === pod.name,
        )?.message;
        const words = shortened(probe ?? condition.message ?? condition.reason ?? '', 160);
        yield {
          node: pod.node,
          what: `Pod ${podName(pod)} runs, but has not been ready for ${waited(seconds)}${words === '' ? '' : ` (${words})`}`,
          advice: command`kubectl describe pod -n ${pod.namespace} ${pod.name}`,
        };
      }
    },
  }),
];
