import type { Script } from '../shell/sh.ts';

/** One command that answers many facts: a fork costs a Pi some milliseconds, and a no-op asks dozens of questions. */
export interface Batch {
  readonly id: string;
  script(items: readonly string[]): Script;
  /** The answers, by item; an item that is not there has no answer and is parsed as ''. */
  split(stdout: string, items: readonly string[]): ReadonlyMap<string, string>;
  /** Reads why the command failed from what it printed; undefined where that does not say it. */
  explain?(stdout: string): Explanation | undefined;
}

/** Why a command failed. */
export interface Explanation {
  /** The words of its program, for people: only those, since what else was printed may be a file of somebody. */
  readonly said: string;
  readonly damage?: Damage | undefined;
}

/** What is damaged on a node, and the commands that mend it there. */
export interface Damage {
  readonly cause: string;
  readonly advice: string;
}
