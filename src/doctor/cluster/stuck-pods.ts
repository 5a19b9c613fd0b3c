import { type Causes, causeOf } from '../../causes.ts';
import { clusterEvents } from '../../facts/cluster/cluster-events.ts';
import type { ClusterObjects } from '../../facts/cluster/cluster-state.ts';
import type { PodObject } from '../../facts/cluster/pod-object.ts';
import { causeOfStart } from '../../facts/journal-causes.ts';
import { command } from '../../shell/sh.ts';
import { shortened } from '../shortened.ts';
import { objectsCheck, patienceSeconds, podName, waited } from './seen-objects.ts';

/** What kubelet says of a pod that it cannot start. */
const words: Causes = [
  [/(configmap|secret) "([^"]+)" not found/, 'the {1} {2} that it mounts is not there'],
  [
    /you might need a \/sbin\/mount\.<type> helper|bad option; for several filesystems/,
    'its node cannot mount NFS: sudo apt-get install nfs-common there',
  ],
  [/mount\.nfs: (.*)/, 'the NFS server does not give its folder ({1})'],
  [/iscsiadm|open-iscsi/, 'its node lacks iSCSI, which its volumes need: sudo apt-get install open-iscsi there'],
  [/Multi-Attach error|already exclusively attached/, 'its volume is still attached to another node'],
  [/hostPath type check failed: (\S+) is not an? (\w+)/, '{1} is no {2} on its node'],
  [
    /no IP addresses available in range set/,
    'its node has no address left for pods, as pods that are gone still hold some: reboot it',
  ],
  [/subnet\.env: no such file/, 'Flannel has not started on its node'],
];

/** Lists pods that have had a node for two minutes, and have not begun to run there. */
function stuckIn({ pods, now }: ClusterObjects): readonly { readonly pod: PodObject; readonly seconds: number }[] {
  return pods.flatMap((pod) => {
    const reasons = pod.containers.map(({ state }) => state?.waiting?.reason ?? '');
    const isWaiting = reasons.length === 0 || reasons.some((one) => /^(ContainerCreating|PodInitializing)$/.test(one));
    const seconds = now - pod.created;
    const isStuck = pod.phase === 'Pending' && pod.node !== '' && isWaiting && seconds >= patienceSeconds;
    return isStuck && pod.endsAt === undefined ? [{ pod, seconds }] : [];
  });
}

function reasonIn(message: string): string {
  const [cause = ''] = causeOfStart(message).split('\n');
  return (
    causeOf(words, message, (text) => shortened(text, 120)) ?? (cause.replace(/\.$/, '') || shortened(message, 160))
  );
}

export default [
  objectsCheck({
    id: 'pods.stuck',
    title: 'A pod does not start',
    why: 'It waits for its network or its volume.',
    advice: 'kubectl describe pod POD',
    runbook:
      'ContainerCreating for more than two minutes. The line tells what its node says of it; usual causes are said in other words. The events at the end of `kubectl describe` have the words of the node.',
    source: 'kubernetes#39557, #107127; flannel#820, #2264; k3s#5885',
    entailsAnywhere: ['pods.rollout'],
    asks: (objects, { cluster }) =>
      stuckIn(objects).length > 0 ? clusterEvents(cluster, 'type=Warning,involvedObject.kind=Pod') : undefined,
    *find(objects, _, events = []) {
      for (const { pod, seconds } of stuckIn(objects)) {
        const event = events.findLast(
          ({ namespace, name, reason }) =>
            namespace === pod.namespace && name === pod.name && reason !== 'FailedScheduling',
        );
        yield {
          node: pod.node,
          what: `Pod ${podName(pod)} has not started for ${waited(seconds)}${event ? `: ${reasonIn(event.message)}` : ''}`,
          advice: command`kubectl describe pod -n ${pod.namespace} ${pod.name}`,
        };
      }
    },
  }),
];
