import { count } from '../counted.ts';
import type { Survey } from '../tasks/surveyed.ts';
import { visibleMessage } from '../visible-text.ts';
import { aboutUnreached, alike } from './alike.ts';
import { tryLines } from './error-text.ts';
import { namesText } from './names-text.ts';
import { type Paint, plain } from './paint.ts';
import { planText } from './plan-text.ts';

interface SurveyOptions {
  /** Whether to show the lines of files before and after each change. */
  readonly withDiffs: boolean;
  readonly paint?: Paint;
  /** Whether to count the changes of phases that have many. */
  readonly isShort?: boolean;
  /** Whether to show all lines of long files. */
  readonly isWhole?: boolean;
}

/** Writes the plans of all nodes, which nodes could not be asked, and how many changes there are. */
export function surveyText({ reached, unreached }: Survey, options: SurveyOptions): string {
  const { paint = plain } = options;
  const silent = alike(unreached, aboutUnreached).map(({ first: { error }, others }) =>
    [
      paint('problem', `! ${visibleMessage(error.message)}`),
      ...(others === '' ? [] : [others]),
      ...tryLines(error.hints),
    ].join('\n'),
  );
  const plans = planText(
    reached.map(({ node, plan }) => ({ name: node.name, plan })),
    options,
  );
  return [...(reached.length > 0 ? [plans] : []), ...silent, sumText({ reached, unreached })].join('\n\n');
}

/** Sums up the plans: "31 changes on 3 nodes; in need of you: pi-2." */
export function sumText({ reached, unreached }: Survey): string {
  const lengths = reached.map(({ plan }) => plan.reduce((sum, { changes }) => sum + changes.length, 0));
  const changes = lengths.reduce((sum, length) => sum + length, 0);
  const changing = lengths.filter((length) => length > 0).length;
  const stuck = reached.filter(({ plan }) => plan.some(({ problems }) => problems.length > 0));
  const rebooting = reached.filter(({ plan }) =>
    plan.some(({ changes }) => changes.some(({ effect, rebootFollows }) => effect?.kind === 'reboot' || rebootFollows)),
  );
  const names = (list: readonly { readonly node: { readonly name: string } }[]) =>
    namesText(list.map(({ node }) => node.name));
  const parts = [
    changes === 0 ? 'No changes' : `${count(changes, 'change')} on ${count(changing, 'node')}`,
    ...(rebooting.length > 0 ? [`to reboot: ${names(rebooting)}`] : []),
    ...(stuck.length > 0 ? [`in need of you: ${names(stuck)}`] : []),
    ...(unreached.length > 0 ? [`not reached: ${names(unreached)}`] : []),
  ];
  return `${parts.join('; ')}.`;
}
