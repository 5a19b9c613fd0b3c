import type { Change } from '../engine/model.ts';
import { lines, type Script } from '../shell/sh.ts';

/** These changes, each with a script behind its own: what must learn of the change does so in the same breath. */
export function* then(changes: Iterable<Change>, script: Script): Iterable<Change> {
  for (const change of changes) yield { ...change, script: lines([change.script, script]) };
}
