import { count } from '../counted.ts';
import { distinct } from '../engine/finding-identity.ts';
import type { Note } from '../engine/model.ts';
import type { InitResult } from '../tasks/init.ts';
import { tryLines } from './error-text.ts';
import { failureTexts } from './failure-text.ts';
import { type Paint, plain } from './paint.ts';
import { typed } from './phrases.ts';

interface OutcomeOptions {
  /** The path of the inventory, as the user named it. */
  readonly inventory: string;
  readonly paint?: Paint;
  /** The log, which is named when a node failed. */
  readonly logFile?: string | undefined;
}

/** Says how a run ended: which nodes are done, which are not and why, and what to type. */
export function outcomeText({ survey, outcomes }: InitResult, options: OutcomeOptions): string {
  const { inventory, paint = plain, logFile } = options;
  const failures = failureTexts({ unreached: survey.unreached, outcomes }, paint);
  const changes = outcomes.reduce((sum, outcome) => sum + outcome.changes, 0);
  const fine = outcomes.filter(({ error }) => !error).length;
  const total = survey.reached.length + survey.unreached.length;
  const verdict =
    changes > 0 || failures.length > 0
      ? `${changes === 0 ? 'no changes' : count(changes, 'change')} made`
      : 'nothing to do';
  const sum =
    outcomes.length === 0
      ? 'Nothing was changed.'
      : `${fine} of ${count(total, 'node')} as the inventory says; ${verdict}.`;
  const isNew = survey.reached.some(({ plan }) =>
    plan.some(({ phase, changes }) => phase === 'create' && changes.length > 0),
  );
  return [
    ...failures.map((text) => `${text}\n`),
    paint(failures.length > 0 ? 'problem' : 'done', sum),
    ...(logFile !== undefined && failures.length > 0 ? [`The log of this run: ${logFile}`] : []),
    ...(changes > 0 ? notesOf(survey).flatMap(({ summary, hint }) => [summary, ...tryLines([hint])]) : []),
    ...(isNew && changes > 0 && failures.length === 0 ? [`Next: ${typed('kubeconfig', inventory)}`] : []),
  ].join('\n');
}

/** Collects the notes of all nodes, without repetitions. */
function notesOf({ reached }: InitResult['survey']): readonly Note[] {
  return distinct(reached.flatMap(({ plan }) => plan.flatMap((phase) => phase.notes)));
}
