import { tableText } from '../src/screen/phrases.ts';
import { type Measured, median } from './measure.ts';

/** The tool that each row is compared with, at the same round-trip time. */
const floor = 'ssh';

/** Writes a table with the medians of all runs, and their ratios to ssh and to other tools. */
export function resultsText(all: readonly Measured[]): string {
  const groups = Map.groupBy(all, ({ tool, kind, rttMs }) => JSON.stringify([tool, kind, rttMs ?? null]));
  const medianOf = (tool: string, kind: string, rttMs: number | null) => {
    const group = groups.get(JSON.stringify([tool, kind, rttMs]));
    return group && median(group.map(({ seconds }) => seconds));
  };
  const others = [...new Set(all.map(({ tool }) => tool))].filter((tool) => tool !== 'microcloud' && tool !== floor);
  const heading = [
    'tool',
    'what',
    'RTT ms',
    'min',
    'median',
    'max',
    'runs',
    'x ssh',
    ...others.map((tool) => `x ${tool}`),
  ];
  const rows = [...groups].map(([key, group]) => {
    const [tool, kind, rttMs] = JSON.parse(key) as [string, string, number | null];
    const seconds = group.map((one) => one.seconds);
    const middle = median(seconds);
    const ratio = (base: number | undefined) => (base === undefined ? '' : (middle / base).toFixed(2));
    const isLook = /^(no-op|doctor)/.test(kind);
    return [
      ...[tool, kind, rttMs === null ? '-' : String(rttMs)],
      ...[Math.min(...seconds), middle, Math.max(...seconds)].map((value) => value.toFixed(2)),
      String(seconds.length),
      isLook ? ratio(medianOf(floor, 'true on all nodes', rttMs)) : '',
      ...others.map((other) => (other === tool ? '' : ratio(medianOf(other, kind, rttMs)))),
    ];
  });
  return tableText([heading, ...rows]);
}
