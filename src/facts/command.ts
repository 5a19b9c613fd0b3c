import type { Fact } from '../engine/model.ts';
import type { Script } from '../shell/sh.ts';

/** Makes a fact of a script and a parser of its answer. Ids must be unique among all facts. */
export function commandFact<T>(id: string, script: Script, parse: (stdout: string) => T): Fact<T> {
  return { id, ask: script, parse };
}

/** Makes a fact that is the trimmed output of a script. */
export function textFact(id: string, script: Script): Fact<string> {
  return commandFact(id, script, (stdout) => stdout.trim());
}
