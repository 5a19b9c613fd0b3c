import type { Answers } from '../engine/answers.ts';
import type { Finding, Phase, Scope } from '../engine/model.ts';
import { stepFindings } from '../engine/plan.ts';
import { init } from './advice.ts';
import type { Check, PlanCheck } from './check.ts';
import { type Diagnosis, diagnosisOf } from './diagnosis.ts';

const mostShown = 3;

/** What a step found, with the check that says what it means. */
interface Meant {
  readonly check: PlanCheck;
  readonly finding: Finding;
}

/** The plan's findings as diagnoses: what `init` would change, what it waits for, what only a person can do. Pure. */
export function planFindings(
  checks: readonly Check[],
  phases: readonly Phase[],
  scope: Scope,
  answers: Answers,
  { withChanges }: { readonly withChanges: boolean },
): readonly Diagnosis[] {
  const rows = checks.filter((check) => check.kind === 'plan');
  const meant = phases
    .flatMap((phase) => stepFindings(phase, scope, answers))
    .map(({ step, finding }): Meant => ({ check: meaningOf(rows, step, finding), finding }))
    // A note is no fault.
    .filter(({ finding }) => finding.kind !== 'note' && (withChanges || finding.kind !== 'change'));
  // Several steps may wait for the same.
  const others = [
    ...new Map(
      meant
        .filter(({ finding }) => finding.kind !== 'change')
        .map((one) => [`${one.check.id} ${one.finding.summary}`, one]),
    ).values(),
  ];
  const changes = meant.filter(({ finding }) => finding.kind === 'change');
  return [
    ...others.map((one) => spoken(scope.node.name, one)),
    ...[...Map.groupBy(changes, ({ check }) => check)].map(([check, some]) =>
      changed(
        scope.node.name,
        check,
        some.map(({ finding }) => finding.summary),
      ),
    ),
  ];
}

/** The row for a step's finding: one that knows what it says, else the one for all the step's findings. */
export function meaningOf(rows: readonly PlanCheck[], title: string, { summary }: Pick<Finding, 'summary'>): PlanCheck {
  const own = rows.filter(({ step = [] }) => [step].flat().includes(title));
  const known = [...own, ...rows.filter(({ step }) => step === undefined)].find(({ says }) => says?.test(summary));
  return known ?? own.find(({ says }) => says === undefined) ?? unknown;
}

function spoken(node: string, { check, finding }: Meant): Diagnosis {
  const hint = 'hint' in finding ? [generalised(finding.hint, node)] : [];
  return diagnosisOf(check, node, { what: sentence(finding.summary), advice: hint });
}

function changed(node: string, check: PlanCheck, summaries: readonly string[]): Diagnosis {
  const [shown, more] = [summaries.slice(0, mostShown), summaries.length - mostShown];
  const rest = more > 0 ? `; and ${more} more` : '';
  return diagnosisOf(check, node, { what: `${check.title} (${shown.join('; ')}${rest})` });
}

/** Steps name the node in their hints: as a placeholder, so that nodes with one fault share one line. */
function generalised(hint: string, node: string): string {
  return hint.replaceAll(new RegExp(`(?<=ssh (?:-t )?|--only )${RegExp.escape(node)}(?= |$)`, 'g'), '{node}');
}

function sentence(summary: string): string {
  return summary.replace(/^its? /, (word) => `${word[0]?.toUpperCase()}${word.slice(1)}`).replace(/\.$/, '');
}

const unknown: PlanCheck = {
  kind: 'plan',
  id: 'node.incomplete',
  title: 'Something is not as the inventory says',
  severity: 'problem',
  why: 'What init does for the cluster is missing.',
  advice: init,
  runbook: 'Something that `microcloud init` takes care of has changed since. It puts it right again.',
  source: 'microcloud',
};
