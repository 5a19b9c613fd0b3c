import type { ChangeRow, ChangeState } from '../src/screen/change-state.ts';

/** Replaces the node's row in the state by this one. */
export function withRow(change: ChangeState, row: ChangeRow): ChangeState {
  if (change.kind === 'none') return change;
  const isKnown = change.rows.some(({ node }) => node === row.node);
  const rows = isKnown ? change.rows.map((one) => (one.node === row.node ? row : one)) : [...change.rows, row];
  return { ...change, rows };
}
