import type { FindingId } from '../doctor/finding-ids.ts';
import type { Change, Finding } from '../engine/model.ts';
import { lines, type Script } from '../shell/sh.ts';

/** Adds a script to each change, which runs right after the change's own: so a program learns of the change at once. */
export function* then(changes: Iterable<Change>, script: Script): Iterable<Change> {
  for (const change of changes) yield { ...change, script: lines([change.script, script]) };
}

/** Gives findings the id of another check than that of their step. */
export function* under<F extends Finding>(id: FindingId, findings: Iterable<F>): Iterable<F> {
  for (const finding of findings) yield { ...finding, id };
}
