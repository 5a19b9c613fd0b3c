import type { NodeOutcome } from '../tasks/outcome.ts';
import type { Unreached } from '../tasks/surveyed.ts';
import { visibleMessage } from '../visible-text.ts';
import { aboutUnreached, alike } from './alike.ts';
import { tryLines } from './error-text.ts';
import { namesText } from './names-text.ts';
import type { Paint } from './paint.ts';

interface Failed {
  readonly unreached: readonly Unreached[];
  readonly outcomes: readonly NodeOutcome[];
}

/** Says why nodes failed, and what to type. Nodes that failed for the same reason are one paragraph. */
export function failureTexts({ unreached, outcomes }: Failed, paint: Paint): readonly string[] {
  const failed = outcomes.flatMap(({ node, error }) => (error ? [{ node, error }] : []));
  const reasonOf = ({ node, error: { message } }: (typeof failed)[number]) =>
    message.startsWith(`${node}: `) ? message.slice(node.length + 2) : undefined;
  const groups = Map.groupBy(failed, (one) => [reasonOf(one) ?? one.error.message, ...one.error.hints].join('\n'));
  const said = [...groups.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const reason = reasonOf(first);
    const names = namesText([first, ...others].map(({ node }) => node));
    return [{ message: reason === undefined ? first.error.message : `${names}: ${reason}`, hints: first.error.hints }];
  });
  const silent = alike(unreached, aboutUnreached).map(({ first: { error }, others }) => ({
    message: error.message,
    hints: error.hints,
    others,
  }));
  return [...silent, ...said.map((one) => ({ ...one, others: '' }))].map(({ message, hints, others }) =>
    [paint('problem', visibleMessage(message)), ...(others === '' ? [] : [others]), ...tryLines(hints)].join('\n'),
  );
}
