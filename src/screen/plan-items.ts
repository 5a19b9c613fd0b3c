import { structuredPatch } from 'diff';
import { count } from '../counted.ts';
import type { Change } from '../engine/model.ts';
import { few } from './names-text.ts';

/** A plan's item as it is shown, and the nodes that it is about. */
export interface PlanItem {
  /** *: a change. !: a problem. …: a wait. i: a note. */
  readonly mark: '*' | '!' | '…' | 'i';
  readonly text: string;
  /** What to do about it, or the lines of a file. */
  readonly below: readonly string[];
  readonly nodes: readonly string[];
  /** Where the lines are those of one node, and other nodes have lines of their own: which node, and how to see others. */
  readonly example?: string;
}

/** A file with more changed lines than this is shown by its first lines. */
const long = { lines: 24, shown: 12 } as const;

/** Makes one item of what several nodes need. Of files that differ on many nodes, the lines of the first one are an example. */
export function joined(items: readonly PlanItem[]): readonly PlanItem[] {
  const same = groups(items, ({ mark, text, below }) => JSON.stringify([mark, text, below])).map(atOnce);
  return groups(same, ({ mark, text }) => JSON.stringify([mark, text])).flatMap((some) => {
    const [first] = some;
    const isAboutFiles = first?.mark === '*' && some.every(({ below }) => below.length > 0);
    if (!first || !isAboutFiles || some.length <= few) return some;
    const [one, other] = some.map(({ nodes }) => nodes[0]);
    const example = `… on ${one}. The other nodes have lines of their own: --only ${other} shows those of ${other}`;
    return [{ ...atOnce(some), example }];
  });
}

/** The lines of a file, without those that nobody would read in a plan. */
export function shortened(below: readonly string[]): readonly string[] {
  if (below.length <= long.lines) return below;
  const more = count(below.length - long.shown, 'more line');
  return [...below.slice(0, long.shown), `… ${more}: --json has all of them`];
}

/** Shows the lines of a file that change, with two lines around them, as `diff -u` does. */
export function diffLines({ before, after }: Pick<Change, 'before' | 'after'>): readonly string[] {
  if (before === undefined || after === undefined) return [];
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 2 });
  return hunks
    .flatMap(({ lines }, index) => (index === 0 ? lines : ['…', ...lines]))
    .filter((line) => !line.startsWith('\\'));
}

function groups(items: readonly PlanItem[], keyOf: (item: PlanItem) => string): readonly (readonly PlanItem[])[] {
  return [...Map.groupBy(items, keyOf).values()];
}

function atOnce(some: readonly PlanItem[]): PlanItem {
  return { ...(some[0] as PlanItem), nodes: some.flatMap(({ nodes }) => nodes) };
}
