import type { ClusterObjects } from '../../facts/cluster/cluster-state.ts';
import type { PodObject } from '../../facts/cluster/pod-object.ts';
import { pullWords } from '../../facts/pull-causes.ts';
import { command } from '../../shell/sh.ts';
import type { AboutFault } from '../about.ts';
import type { Check, ClusterSymptom } from '../check.ts';
import { waitingClaims } from './claims.ts';
import { filledAdvice, objectsCheck, patienceSeconds, podName } from './seen-objects.ts';
import { schedulerWords, translated } from './words.ts';

interface Row extends AboutFault {
  /** What is wrong with the pod; undefined when this fault is not the reason. */
  readonly find: (pod: PodObject, objects: ClusterObjects) => ClusterSymptom | undefined;
}

function waitingFor(pod: PodObject, reasons: readonly string[]) {
  return pod.containers.find(({ state }) => reasons.includes(state?.waiting?.reason ?? ''));
}

const onNode = ({ node }: PodObject) => (node === '' ? {} : { node });

const rows: readonly Row[] = [
  {
    id: 'pods.image',
    title: 'An image cannot be downloaded',
    why: 'The pod waits for it.',
    advice: 'kubectl describe pod POD',
    runbook:
      'Is its name right? Does the node have a way to the internet (net.dns)? Is there an image for its architecture? In a place without internet, images must be on the node before: `sudo ctr -n k8s.io images import FILE`, with k3s `sudo k3s ctr images import FILE`. Images of k3s itself that somebody has removed: `sudo rm /var/lib/rancher/k3s/agent/images/.cache.json`, and restart k3s.',
    source: 'k3s#12587; Kubernetes: images',
    entailsAnywhere: ['pods.rollout'],
    find(pod) {
      const container = waitingFor(pod, ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull']);
      if (!container) return undefined;
      const why = translated(pullWords, container.state?.waiting?.message ?? '');
      return {
        ...onNode(pod),
        what: `The image ${container.image} of pod ${podName(pod)} cannot be downloaded: ${why}`,
      };
    },
  },
  {
    id: 'pods.config',
    title: 'A pod lacks a ConfigMap or Secret',
    why: 'The pod waits until the object is there.',
    advice: 'kubectl describe pod POD',
    runbook: 'It names an object that does not exist in its namespace, or a key that the object does not have.',
    source: 'Kubernetes: debug pods',
    find(pod) {
      const container = waitingFor(pod, ['CreateContainerConfigError']);
      return (
        container && { ...onNode(pod), what: `Pod ${podName(pod)} waits: ${container.state?.waiting?.message ?? ''}` }
      );
    },
  },
  {
    id: 'pods.pending',
    title: 'A pod finds no node',
    why: 'It does not run.',
    advice: 'kubectl describe pod POD',
    runbook:
      'The scheduler chooses a node for each pod. The line says its reasons in other words; `kubectl describe` has its own words, node by node.',
    source: 'Kubernetes: scheduler; talosctl health',
    entailsAnywhere: ['pods.rollout'],
    find(pod, objects) {
      if (pod.phase !== 'Pending' || pod.node !== '') return undefined;
      // The check pvc.pending says so.
      if (waitingClaims(objects).some((one) => one.namespace === pod.namespace && pod.claims.includes(one.name)))
        return undefined;
      const condition = pod.conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
      if (!condition) {
        const isForgotten = objects.now - pod.created >= patienceSeconds;
        const who = pod.scheduler === 'default-scheduler' ? 'the scheduler' : `its scheduler ${pod.scheduler}`;
        return isForgotten ? { what: `Pod ${podName(pod)} finds no node: ${who} does not look at it` } : undefined;
      }
      return { what: `Pod ${podName(pod)} finds no node: ${translated(schedulerWords, condition.message ?? '')}` };
    },
  },
  {
    id: 'pods.memory',
    title: 'A pod was stopped because it used too much memory',
    severity: 'warning',
    why: 'It starts again, and stops again.',
    advice: 'kubectl describe pod POD',
    runbook: 'Raise resources.limits.memory of its container, or find out why it needs so much.',
    source: 'Kubernetes: OOMKilled',
    find(pod) {
      const isKilled = ({ state, lastState }: PodObject['containers'][number]) =>
        [state, lastState].some((one) => one?.terminated?.reason === 'OOMKilled');
      return pod.containers.some(isKilled)
        ? { ...onNode(pod), what: `Pod ${podName(pod)} was stopped because it used more memory than it may` }
        : undefined;
    },
  },
  {
    id: 'pods.evicted',
    title: 'A pod was evicted',
    severity: 'warning',
    why: 'Its node ran out of room or memory.',
    advice: 'kubectl delete pod POD',
    runbook: 'Only its object is left, with the reason. Look at disk.full and hw.memory_left of the node.',
    source: 'kubelet eviction',
    find: (pod) =>
      pod.phase === 'Failed' && pod.reason === 'Evicted'
        ? { ...onNode(pod), what: `Pod ${podName(pod)} was evicted` }
        : undefined,
  },
];

export default rows.map(
  ({ find, ...about }): Check =>
    objectsCheck({
      ...about,
      *find(objects) {
        for (const pod of objects.pods) {
          const symptom = pod.endsAt === undefined ? find(pod, objects) : undefined;
          if (symptom)
            yield { advice: filledAdvice(about, { POD: command`-n ${pod.namespace} ${pod.name}` }), ...symptom };
        }
      },
    }),
);
