import type { LeaveResult } from '../tasks/leave.ts';
import { type InitJson, initJson } from './init-json.ts';

/** What `--json` prints for `remove` and `reset`: stable, as programs rely on it. */
export interface LeaveJson extends InitJson {
  /** Nodes that are not in the cluster any more. */
  readonly removed: readonly string[];
  /** Those of them that did not answer: nothing was done on them. */
  readonly off: readonly string[];
  /** What was looked for on the others, and is not there. */
  readonly checked: readonly string[];
}

export function leaveJson(result: LeaveResult): LeaveJson {
  const { removed, off, checked } = result;
  return { ...initJson(result), removed, off, checked };
}
