import { asUserError, type UserError } from '../errors.ts';
import type { Run } from './run.ts';
import type { Surveyed } from './surveyed.ts';

/** How one node ended. */
export interface NodeOutcome {
  readonly node: string;
  /** Number of changes made. */
  readonly changes: number;
  readonly error?: UserError;
}

/** Does the work on one node, counts its changes and tells how it ended; never rejects. */
export async function outcomeOf(
  run: Run,
  one: Surveyed,
  work: (counted: Surveyed) => Promise<unknown>,
): Promise<NodeOutcome> {
  const node = one.node.name;
  let changes = 0;
  const emit: Run['emit'] = (event) => {
    if (event.kind === 'changed') changes += event.changes.length;
    run.emit(event);
  };
  try {
    await work({ ...one, session: { ...one.session, emit } });
    run.emit({ kind: 'converged', node, changes });
    return { node, changes };
  } catch (thrown) {
    const error = asUserError(thrown, node);
    run.emit({ kind: 'failed', node, message: error.message, hints: error.hints });
    return { node, changes, error };
  }
}
