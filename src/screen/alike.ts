import { few, namesText } from './names-text.ts';

interface About {
  /** The node that a text is about; undefined: none, or several. */
  readonly node: string | undefined;
  readonly text: string;
}

interface Finding {
  readonly id: string;
  readonly severity: string;
  readonly nodes: readonly string[];
  readonly what: string;
  readonly advice: readonly string[];
}

interface Silent {
  readonly node: { readonly name: string };
  readonly error: { readonly message: string; readonly hints: readonly string[] };
}

interface Alike<T> {
  readonly first: T;
  /** "The same on pi-2 to pi-50."; empty where it is said of one node. */
  readonly others: string;
}

/**
 * Shows once what is the same on five nodes or more: texts that differ only in the node's name and the address after
 * it. Otherwise, with 50 nodes off, people would read only the last three texts on the screen.
 */
export function alike<T>(items: readonly T[], aboutOf: (item: T) => About): readonly Alike<T>[] {
  const groups = Map.groupBy(items, (item) => {
    const { node, text } = aboutOf(item);
    return node === undefined ? item : withoutName(text, node);
  });
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined || some.length <= few) return some.map((item) => ({ first: item, others: '' }));
    const others = some.slice(1).flatMap((item) => aboutOf(item).node ?? []);
    return [{ first, others: `The same on ${namesText(others)}.` }];
  });
}

/** Makes the text about a node that could not be asked. */
export function aboutUnreached({ node, error }: Silent): About {
  return { node: node.name, text: [error.message, ...error.hints].join('\n') };
}

/** What doctor says of a node, as far as two findings must have it in common. */
export function aboutFinding({ id, severity, nodes, what, advice }: Finding): About {
  return { node: nodes.length === 1 ? nodes[0] : undefined, text: [id, severity, what, ...advice].join('\n') };
}

function withoutName(text: string, name: string): string {
  const own = new RegExp(String.raw`(?<![\w-])${name.replaceAll('.', String.raw`\.`)}(?![\w-])(?: \([^)]*\))?`, 'g');
  return text.replaceAll(own, '\0');
}
