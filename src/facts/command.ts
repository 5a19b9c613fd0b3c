import type { Fact, Needs } from '../engine/model.ts';
import type { Script } from '../shell/sh.ts';

/** Makes a fact of a script and a parser of its answer. Ids must be unique among all facts. */
export function commandFact<T>(id: string, script: Script, parse: Fact<T>['parse']): Fact<T> {
  return { id, ask: script, parse };
}

/** A fact that waits for a daemon or a network. */
export function slow<T>(fact: Fact<T>): Fact<T> {
  return { ...fact, slow: true };
}

/** The lines of a text, without empty ones. */
export function linesIn(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** The lines of a script's output. */
export function linesFact(id: string, script: Script): Fact<readonly string[]> {
  return commandFact(id, script, linesIn);
}

/** Makes a fact that is the trimmed output of a script. */
export function textFact(id: string, script: Script): Fact<string> {
  return commandFact(id, script, (stdout) => stdout.trim());
}

/** These questions where somebody needs the answers, else none of them: each run asks all nodes. */
export function askedIf<N extends Needs>(isNeeded: boolean, needs: N): Partial<N> {
  return isNeeded ? needs : {};
}
