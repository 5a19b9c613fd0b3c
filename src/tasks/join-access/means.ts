import type { Answers } from '../../engine/answers.ts';
import type { Fact, Scope } from '../../engine/model.ts';
import type { Script } from '../../shell/sh.ts';
import type { Revealed } from '../secrets.ts';

/** By what means the leader of a distribution lets nodes join its cluster. */
export interface JoinMeans {
  /** Makes the leader ready for nodes of these names. Safe to repeat. */
  grant(scope: Scope, names: readonly string[]): Script;
  /** What the leader is asked then, and what the answers tell the nodes that join. */
  readonly asks: readonly Fact<unknown>[];
  reveal(answers: Answers): Revealed;
  /** Takes away what let nodes join. A distribution without it leaves nothing of that kind behind. */
  revoke?(scope: Scope): Script;
}
