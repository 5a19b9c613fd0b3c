import type { InitResult } from '../tasks/init.ts';
import type { Survey } from '../tasks/survey.ts';
import { tryLines } from './error-text.ts';
import { planText } from './plan-text.ts';

/** Every node's plan, and the nodes that could not be asked. */
export function surveyText({ reached, unreached }: Survey): string {
  const plans = reached.map(({ node, plan }) => planText(`${node.name} (${node.staticAddress ?? node.address})`, plan));
  const silent = unreached.map(({ error }) => [`! ${error.message}`, ...tryLines(error.hints)].join('\n'));
  return [...plans, ...silent].join('\n\n');
}

/** How a run ended: which nodes are done, which are not, why, and what to type. */
export function outcomeText({ survey, outcomes }: InitResult): string {
  const failures = [
    ...survey.unreached.map(({ error }) => error),
    ...outcomes.flatMap(({ error }) => (error ? [error] : [])),
  ];
  const changes = outcomes.reduce((sum, outcome) => sum + outcome.changes, 0);
  const fine = outcomes.filter(({ error }) => !error).length;
  const total = survey.reached.length + survey.unreached.length;
  const verdict = changes === 0 && failures.length === 0 ? 'nothing to do' : `${count(changes, 'change')} made`;
  return [
    ...failures.map((error) => ['', error.message, ...tryLines(error.hints)].join('\n')),
    `${fine} of ${count(total, 'node')} as the inventory says; ${verdict}.`,
  ].join('\n');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
