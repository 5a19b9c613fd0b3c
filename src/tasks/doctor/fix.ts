import { askable, cures } from '../../doctor/cures.ts';
import { converge } from '../../engine/converge.ts';
import type { Phase } from '../../engine/model.ts';
import { type PhasePlan, planPhase } from '../../engine/plan.ts';
import { type NodeOutcome, outcomeOf } from '../outcome.ts';
import type { Run } from '../run.ts';
import type { Surveyed } from '../survey.ts';
import { uploadArtifacts } from '../uploads.ts';
import { type Eyes, isMember, type Look } from './look.ts';

/** What can be cured on one node. */
export interface Treatment {
  readonly one: Surveyed;
  readonly phases: readonly Phase[];
  readonly plan: readonly PhasePlan[];
}

/** What can be cured without a person, by node; nodes with nothing to cure are left out. */
export function treatments({ phases, checks, since }: Eyes, { reached }: Look): readonly Treatment[] {
  return reached.flatMap((one) => {
    const { session, answers } = one;
    // Whoever is in no cluster yet is the work of init.
    const { scope } = session;
    const known = cures(isMember(answers, scope.cluster) ? phases : [], checks, since);
    const own = askable(known, scope, answers);
    const plan = own.map((phase) => planPhase(phase, scope, answers));
    const isIll = plan.some(({ changes }) => changes.length > 0);
    return isIll ? [{ one, phases: own, plan: plan.map((part) => ({ ...part, problems: [] })) }] : [];
  });
}

/** Cures all nodes side by side, through the same rounds as init. */
export function treat(run: Run, chosen: readonly Treatment[]): Promise<readonly NodeOutcome[]> {
  return Promise.all(
    chosen.map(({ one, phases }) =>
      outcomeOf(run, one, async ({ session, answers }) => {
        await uploadArtifacts(run, session, phases, answers);
        await converge(session, phases, answers);
      }),
    ),
  );
}
