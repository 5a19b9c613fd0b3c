import type { FindingId } from '../doctor/finding-ids.ts';
import type { Change, Finding } from '../engine/model.ts';
import { lines, type Script } from '../shell/sh.ts';

/** These changes, each with a script behind its own: what must learn of the change does so in the same breath. */
export function* then(changes: Iterable<Change>, script: Script): Iterable<Change> {
  for (const change of changes) yield { ...change, script: lines([change.script, script]) };
}

/** The same findings under the id of another check than the step's own. */
export function* under<F extends Finding>(id: FindingId, findings: Iterable<F>): Iterable<F> {
  for (const finding of findings) yield { ...finding, id };
}
