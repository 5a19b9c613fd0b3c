import type { Node } from '../inventory/schema.ts';
import type { Examination } from '../tasks/doctor/examine.ts';
import { type Line, linesOf } from './doctor-lines.ts';
import { namesText } from './names-text.ts';

/** What `doctor --json` prints: stable, as programs rely on it. */
export interface DoctorJson {
  /** True when some node answered and no node has problems. Warnings do not count. */
  readonly ok: boolean;
  readonly findings: readonly Line[];
  /** Findings that --ignore leaves out, although they stop `init`. */
  readonly ignoredStops: readonly Line[];
  readonly checks: number;
  readonly nodes: number;
  readonly reached: number;
  /** The checks that could not be made, grouped by reason. */
  readonly unasked: readonly { readonly reason: string; readonly checks: readonly string[] }[];
}

export function doctorJson(
  { found, ignoredStops, skipped, checks, nodes: size, reached }: Examination,
  names: { readonly nodes: readonly Node[]; readonly inventory: string },
): DoctorJson {
  const findings = linesOf(found, names);
  const reasons = Map.groupBy(skipped, ({ reason, node }) => `${node ?? 'cluster'}\n${reason}`);
  const perNode = [...reasons].map(([key, some]) => ({ key, checks: [...new Set(some.map(({ check }) => check))] }));
  const shared = Map.groupBy(perNode, ({ key, checks }) => JSON.stringify([key.split('\n')[1], checks]));
  const unasked = [...shared.values()].map((some) => ({
    reason: `${namesText(some.map(({ key }) => key.split('\n')[0] ?? ''))}: ${some[0]?.key.split('\n')[1]}`,
    checks: some[0]?.checks ?? [],
  }));
  return {
    ok: reached > 0 && findings.every(({ severity }) => severity !== 'problem'),
    findings,
    ignoredStops: linesOf(ignoredStops, names),
    checks,
    nodes: size,
    reached,
    unasked,
  };
}
