import type { Phase, Secrets } from '../engine/model.ts';
import type { Run } from './run.ts';
import type { Revealed } from './secrets.ts';
import type { Survey } from './survey.ts';

/** A surveyed cluster that is to be built. */
export interface Build {
  readonly run: Run;
  readonly found: Survey;
  readonly phases: readonly Phase[];
  readonly secrets: Secrets;
  readonly fill: (revealed: Revealed) => void;
  readonly noReboot: boolean;
  /** Joining nodes whose name another machine of the cluster has. */
  readonly namesakes: readonly string[];
  /** They take its place even while it runs. */
  readonly replace: boolean;
  /** Upgrade nodes without moving their pods elsewhere. */
  readonly noDrain: boolean;
}
