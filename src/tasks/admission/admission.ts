import type { Answers } from '../../engine/answers.ts';
import type { Fact, Scope } from '../../engine/model.ts';
import type { Script } from '../../shell/sh.ts';
import type { Revealed } from '../secrets.ts';

/** How the first control plane of a distribution lets nodes into its cluster. */
export interface Admission {
  /** Makes it ready for nodes of these names. Safe to repeat. */
  open(scope: Scope, names: readonly string[]): Script;
  /** What it is asked then, and what that tells those who join. */
  readonly asks: readonly Fact<unknown>[];
  reveal(answers: Answers): Revealed;
  /** Takes away what let nodes join; without it nothing of that kind is left. */
  close?(scope: Scope): Script;
}
