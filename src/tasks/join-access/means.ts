import type { Answers } from '../../engine/answers.ts';
import type { Fact, Scope } from '../../engine/model.ts';
import type { Script } from '../../shell/sh.ts';
import type { Revealed } from '../secrets.ts';

/** By what means the leader of a distribution lets nodes join its cluster. */
export interface JoinMeans {
  /** Makes the leader ready for nodes of these names. Safe to repeat. */
  grant(scope: Scope, names: readonly string[]): Script;
  /** What the leader is asked after `grant`. `reveal` makes of the answers what joining nodes need. */
  readonly asks: readonly Fact<unknown>[];
  reveal(answers: Answers): Revealed;
  /** Takes away what let nodes join. Absent where nothing of that kind is left behind. */
  revoke?(scope: Scope): Script;
}
