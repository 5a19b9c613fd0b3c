import { count } from '../src/counted.ts';
import type { LivePod, LiveService } from '../src/kube/live-objects.ts';
import type { PublisherReport } from '../src/tasks/publisher-status.ts';
import type { Kind } from './node-words.ts';

/** Says in a few words how a pod is. */
export function podWords({ state, node, ready, containers, restarts, isFine }: LivePod): {
  readonly kind: Kind;
  readonly text: string;
} {
  const parts = [
    node === undefined ? state : `${state} on ${node}`,
    ...(isFine && state !== 'Running' ? [] : [`${ready} of ${containers.length} ready`]),
    ...(restarts > 0 ? [count(restarts, 'restart')] : []),
  ];
  const waits = ['Pending', 'ContainerCreating', 'PodInitializing', 'Terminating', 'Running'];
  const text = parts.join(', ');
  if (isFine) return { kind: 'good', text };
  return { kind: waits.includes(state) ? 'wait' : 'problem', text };
}

/** Writes the ports of a Service: "80 (on nodes: 30080), 53 UDP". */
export function portWords({ ports }: LiveService): string {
  const words = ports.map(({ port, protocol, nodePort }) => {
    const where = nodePort === undefined ? '' : ` (on nodes: ${nodePort})`;
    return `${port}${protocol === 'TCP' ? '' : ` ${protocol}`}${where}`;
  });
  return words.join(', ') || 'none';
}

const states = { published: 'shown', pending: 'in a moment', refused: 'not shown', hidden: 'hidden' } as const;

/** Says where a Service is shown in Cloudy: a line for each of its ports that the publishers report. */
export function cloudyWords({ namespace, name }: LiveService, report: PublisherReport): readonly string[] {
  return report.services
    .filter((one) => one.namespace === namespace && one.name === name)
    .map(({ state, title, node, address, port, reason }) =>
      state === 'published'
        ? `shown as ${title} by ${node}: ${address}:${port}`
        : `${states[state]}${reason ? `: ${reason}` : ''}`,
    );
}
