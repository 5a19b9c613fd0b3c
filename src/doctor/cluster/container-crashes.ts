import type { ClusterObjects } from '../../facts/cluster/cluster-state.ts';
import type { ContainerStatus, PodObject } from '../../facts/cluster/pod-object.ts';
import { architecture } from '../../facts/machine.ts';
import { imageArchitectures, podLog } from '../../facts/pod-log.ts';
import type { ClusterView, Probe } from '../check.ts';

/** A container that stops again and again, and what is known of it. */
export interface Crash {
  readonly pod: PodObject;
  readonly container: ContainerStatus;
  /** What the container said last, and what Kubernetes says. */
  readonly text: string;
  readonly architecture: string;
  readonly imageFor: string;
}

const waits = ['CrashLoopBackOff', 'RunContainerError', 'CreateContainerError', 'StartError'];

function isCrashing({ state, lastState, ready, restartCount }: ContainerStatus): boolean {
  if (waits.includes(state?.waiting?.reason ?? '')) return true;
  const ended = state?.terminated ?? (ready ? undefined : lastState?.terminated);
  return ended !== undefined && ended.exitCode !== 0 && restartCount > 1;
}

function crashingIn(objects: ClusterObjects): readonly { pod: PodObject; container: ContainerStatus }[] {
  const pods = objects.pods.filter(({ endsAt, phase }) => endsAt === undefined && phase !== 'Succeeded');
  return pods.flatMap((pod) => pod.containers.filter(isCrashing).map((container) => ({ pod, container })));
}

export function crashesIn(objects: ClusterObjects, { looked }: ClusterView): readonly Crash[] {
  return crashingIn(objects).map(({ pod, container }) => {
    const on = looked.find(({ node }) => node.name === pod.node);
    const said = [container.state, container.lastState].flatMap((one) => [
      one?.waiting?.message,
      one?.terminated?.message,
    ]);
    return {
      pod,
      container,
      text: [...said, on?.told(podLog(pod, container.name))].filter(Boolean).join('\n'),
      architecture: on?.told(architecture) ?? 'its node',
      imageFor: on?.told(imageArchitectures(container.image)) ?? '',
    };
  });
}

/** Asks the container's node for the last output of the container, and for the architecture of its image. */
export function* probes(objects: ClusterObjects): Iterable<Probe> {
  for (const { pod, container } of crashingIn(objects)) {
    yield { node: pod.node, fact: podLog(pod, container.name) };
    yield { node: pod.node, fact: imageArchitectures(container.image) };
  }
}
