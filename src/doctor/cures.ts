import type { Answers } from '../engine/answers.ts';
import type { Change, Finding, Needs, Phase, Scope, Step } from '../engine/model.ts';
import type { Check, NodeCheck } from './check.ts';

/** What a cure may not do: reboot and move a node, make or join a cluster, which is the work of init. */
const leftToInit = ['network', 'reboot', 'create', 'join'];

/** The changes of init and the checks' own cures that are safe to repeat and lose nothing, as phases. */
export function cures(phases: readonly Phase[], checks: readonly Check[], since: string): readonly Phase[] {
  const own = checks.filter((check) => check.kind === 'node').filter(({ cure }) => cure !== undefined);
  return [
    { name: 'doctor', steps: own.map((check) => cureStep(check, since)) },
    ...phases
      .filter(({ name }) => !leftToInit.includes(name))
      .map(({ name, steps }) => ({ name, steps: steps.map(changesOnly) })),
  ];
}

/** Without the steps whose questions the node does not answer: the others can cure it all the same. */
export function askable(phases: readonly Phase[], scope: Scope, answers: Answers): readonly Phase[] {
  const isAnswered = (step: Step) => 'facts' in answers.select(step.needs(scope));
  return phases.map(({ name, steps }) => ({ name, steps: steps.filter(isAnswered) }));
}

function changesOnly(step: Step): Step {
  return {
    ...step,
    *plan(view) {
      // What only a person can do, and what comes by itself, was said already.
      for (const finding of step.plan(view)) if (isSafe(finding)) yield finding;
    },
  };
}

function isSafe(finding: Finding): finding is Change {
  return finding.kind === 'change' && finding.effect === undefined;
}

function cureStep(check: NodeCheck, since: string): Step {
  return {
    title: check.title,
    needs: (scope) => check.needs({ ...scope, since }),
    *plan({ facts, ...scope }) {
      const view = { ...scope, since, facts: facts as Needs as never };
      const verdict = check.judge(view) ?? [];
      const isIll = !('unasked' in verdict) && (!('length' in verdict) || verdict.length > 0);
      if (isIll && check.cure) yield check.cure(view);
    },
  };
}
