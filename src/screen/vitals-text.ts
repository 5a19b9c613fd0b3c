import type { NodeVitals } from '../tasks/vitals-of-nodes.ts';
import { visibleMessage } from '../visible-text.ts';
import { tableText } from './phrases.ts';

/** A line a node: how warm it is, how much memory and processor it uses, and what its firmware does about it. */
export function vitalsText(nodes: readonly NodeVitals[]): string {
  const heading = ['NODE', 'TEMPERATURE', 'MEMORY', 'LOAD', 'CORES', 'THROTTLING'];
  const rows = nodes.map(({ name, vitals: { celsius, memory, load, cores, throttling }, error }) => {
    if (error !== undefined) return [name, 'not reached'];
    const used = memory && Math.round((100 * (memory.total - memory.available)) / memory.total);
    return [
      name,
      celsius === undefined ? '-' : `${celsius} °C`,
      memory ? `${used} % of ${memory.total} MiB` : '-',
      load?.toFixed(2) ?? '-',
      `${cores ?? '-'}`,
      throttling ? throttlingText(throttling) : '-',
    ];
  });
  const errors = nodes.flatMap(({ error }) => (error === undefined ? [] : visibleMessage(error)));
  return [tableText([heading, ...rows]), ...errors].join('\n\n');
}

function throttlingText({
  now,
  before,
}: {
  readonly now: readonly string[];
  readonly before: readonly string[];
}): string {
  if (now.length > 0) return `now: ${now.join(', ')}`;
  return before.length > 0 ? `since its boot: ${before.join(', ')}` : 'none';
}
