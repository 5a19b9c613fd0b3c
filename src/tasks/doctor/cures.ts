import type { Check, NodeCheck } from '../../doctor/check.ts';
import type { FindingId } from '../../doctor/finding-ids.ts';
import type { Change, Finding, Needs, Step } from '../../engine/model.ts';
import type { PhasePlan } from '../../engine/plan.ts';
import type { RunName, RunPhase } from '../../steps/phases.ts';

/**
 * Makes a row of the checks' own cures, which comes before all other rows: these cures are safe to repeat and lose
 * nothing.
 */
export function cureRow(checks: readonly Check[], since: string): RunPhase {
  const own = checks.filter((check) => check.kind === 'node').filter(({ cure }) => cure !== undefined);
  return { name: 'doctor', byDoctor: true, steps: own.map((check) => cureStep(check, since)) };
}

const upgrade: RunName = 'upgrade';

/**
 * Fits the rows to a node with this plan: where it waits for an upgrade, doctor makes no change that belongs to the new
 * version.
 */
export function atItsVersion(rows: readonly RunPhase[], plan: readonly PhasePlan[]): readonly RunPhase[] {
  const isUpgraded = plan.some(({ phase, changes }) => phase === upgrade && changes.some(({ drain }) => drain));
  if (!isUpgraded) return rows;
  return rows.map(({ byDoctor, ...row }) => (byDoctor === true ? { ...row, byDoctor } : row));
}

/** Keeps of a node's plan what `--fix` would change: the rows that doctor may cure, if they have no problem. */
export function curedIn(plan: readonly PhasePlan[], rows: readonly RunPhase[]): readonly PhasePlan[] {
  const mayCure = (phase: string) => rows.some(({ name, byDoctor }) => name === phase && byDoctor);
  return plan.map((part) => {
    const isCured = mayCure(part.phase) && part.problems.length === 0;
    return { ...part, problems: [], changes: isCured ? part.changes : [] };
  });
}

/**
 * Lists the rows that `--fix` takes the node through: those of `init`. In a row that doctor may not cure, nothing is
 * changed, but a problem stops the node as it stops `init`. After the last row with a cure nothing is done. That row
 * does not wait for what comes by itself, because doctor looks again afterwards.
 */
export function rowsToCure(rows: readonly RunPhase[], cured: readonly PhasePlan[]): readonly RunPhase[] {
  const last = cured.findLast(({ changes }) => changes.length > 0)?.phase;
  const end = rows.findIndex(({ name }) => name === last);
  return rows.map((row, index) => {
    if (index > end) return { ...row, steps: [] };
    if (!row.byDoctor) return { ...row, steps: row.steps.map((step) => only(step, ['problem', 'wait'])) };
    return index === end ? { ...row, steps: row.steps.map((step) => only(step, ['problem', 'change'])) } : row;
  });
}

/** Removes the changes of these checks from the rows. Their problems stay: where `init` stops, doctor stops, too. */
export function withoutChanges(rows: readonly RunPhase[], ids: readonly string[]): readonly RunPhase[] {
  const isWanted = (step: Step) => (finding: Finding) =>
    finding.kind !== 'change' || !ids.includes(finding.id ?? step.id);
  return rows.map((row) => ({ ...row, steps: row.steps.map((step) => filtered(step, isWanted(step))) }));
}

function only(step: Step, kinds: readonly string[]): Step {
  return filtered(step, ({ kind }) => kinds.includes(kind));
}

function filtered(step: Step, isWanted: (finding: Finding) => boolean): Step {
  return {
    ...step,
    *plan(view) {
      for (const finding of step.plan(view)) if (isWanted(finding)) yield finding;
    },
  };
}

function cureStep(check: NodeCheck, since: string): Step {
  return {
    // No step has this id: doctor finds the fault by the check's own question.
    id: check.id as FindingId,
    title: check.title,
    needs: (scope) => check.needs({ ...scope, since }),
    *plan({ facts, ...scope }): Iterable<Change> {
      const view = { ...scope, since, facts: facts as Needs as never };
      const verdict = check.judge(view) ?? [];
      const isFaulty = !('unasked' in verdict) && (!('length' in verdict) || verdict.length > 0);
      if (isFaulty && check.cure) yield check.cure(view);
    },
  };
}
