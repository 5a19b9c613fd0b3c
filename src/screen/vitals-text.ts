import type { NodeVitals } from '../tasks/vitals-of-nodes.ts';
import { visibleMessage } from '../visible-text.ts';
import { throttlingText, usedPercent } from './board-words.ts';
import { tableText } from './phrases.ts';

/** Writes a line for each node: temperature, memory, load, and whether the firmware throttles the processor. */
export function vitalsText(nodes: readonly NodeVitals[]): string {
  const heading = ['NODE', 'TEMPERATURE', 'MEMORY', 'LOAD', 'CORES', 'THROTTLING'];
  const rows = nodes.map(({ name, vitals: { celsius, memory, load, cores, throttling }, error }) => {
    if (error !== undefined) return [name, 'not reached'];
    return [
      name,
      celsius === undefined ? '-' : `${celsius} °C`,
      memory ? `${usedPercent(memory)} % of ${memory.total} MiB` : '-',
      load?.toFixed(2) ?? '-',
      `${cores ?? '-'}`,
      throttling ? throttlingText(throttling) : '-',
    ];
  });
  const errors = nodes.flatMap(({ error }) => (error === undefined ? [] : visibleMessage(error)));
  return [tableText([heading, ...rows]), ...errors].join('\n\n');
}
