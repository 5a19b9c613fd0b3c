import type { NodeOutcome } from '../tasks/outcome.ts';
import type { Unreached } from '../tasks/surveyed.ts';
import { tryLines } from './error-text.ts';
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
    const names = [first, ...others].map(({ node }) => node).join(', ');
    return [{ message: reason === undefined ? first.error.message : `${names}: ${reason}`, hints: first.error.hints }];
  });
  return [...unreached.map(({ error }) => error), ...said].map(({ message, hints }) =>
    [paint('problem', message), ...tryLines(hints)].join('\n'),
  );
}
