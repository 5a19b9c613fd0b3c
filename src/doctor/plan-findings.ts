import type { Answers } from '../engine/answers.ts';
import { distinct } from '../engine/finding-identity.ts';
import type { Finding, Phase, Planned, Scope } from '../engine/model.ts';
import { stepFindings } from '../engine/plan.ts';
import type { About } from './about.ts';
import type { Check } from './check.ts';
import { type Diagnosis, diagnosisOf } from './diagnosis.ts';

const mostShown = 3;

/**
 * Turns the plan's findings into diagnoses: what `init` would change, what it waits for, what only a person can do.
 * Pure.
 */
export function planFindings(
  checks: readonly Check[],
  phases: readonly Phase[],
  scope: Scope,
  answers: Answers,
  { withChanges }: { readonly withChanges: boolean },
): readonly Diagnosis[] {
  const node = scope.node.name;
  // A note is no fault.
  const found = phases.flatMap((phase) => stepFindings(phase, scope, answers)).filter(({ kind }) => kind !== 'note');
  const changes = found.filter(({ kind }) => withChanges && kind === 'change');
  const others = found.filter(({ kind }) => kind !== 'change');
  return [
    ...distinct(others).map((one) => spoken(aboutOf(checks, one), node, one)),
    ...[...Map.groupBy(changes, (one) => aboutOf(checks, one))].map(([check, some]) => changed(check, node, some)),
  ];
}

/** Finds the check that says what a finding means. A finding without a check is a bug. */
function aboutOf(checks: readonly Check[], { id }: Planned<Finding>): About {
  const check = checks.find((one) => one.id === id);
  if (!check) throw new Error(`there is no check ${id}`);
  return check;
}

function spoken(check: About, node: string, finding: Planned<Finding>): Diagnosis {
  const advice = 'hint' in finding ? [finding.hint] : [];
  const stopsInit = finding.kind === 'problem';
  return { ...diagnosisOf(check, node, { what: sentence(finding.summary), advice }), stopsInit };
}

function changed(check: About, node: string, changes: readonly Planned<Finding>[]): Diagnosis {
  const more = changes.length - mostShown;
  const shown = changes.slice(0, mostShown).map(({ summary }) => summary);
  const rest = more > 0 ? `; and ${more} more` : '';
  return diagnosisOf(check, node, { what: `${check.title} (${shown.join('; ')}${rest})` });
}

function sentence(summary: string): string {
  return summary.replace(/^its? /, (word) => `${word[0]?.toUpperCase()}${word.slice(1)}`).replace(/\.$/, '');
}
