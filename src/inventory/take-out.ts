import { isDeepStrictEqual } from 'node:util';
import { isMap, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import { UserError } from '../errors.ts';
import { afterComments, endOf, startOf } from './edit.ts';

/**
 * An inventory's text without the node of this name. Every other byte stays: comments beside what goes, go with it;
 * those above it stay, as they may be about more than one node.
 * @throws UserError when it cannot be done by cutting alone, e.g. where other values refer to the entry by an alias.
 */
export function removeNode(text: string, name: string): string {
  const nodes = parseDocument(text).get('nodes', true);
  const index = isSeq(nodes) ? nodes.items.findIndex((item) => isMap(item) && item.get('name') === name) : -1;
  if (!isSeq(nodes) || index < 0) return text;
  const without = nodes.flow ? fromBrackets(text, nodes, index) : fromLines(text, nodes, index);
  if (isDeepStrictEqual(valuesOf(without), valuesWithout(text, index))) return without;
  throw new UserError(`${name} cannot be taken out of the inventory by itself: other parts of the file belong to it.`, {
    hints: [`take the entry of ${name} out of the file, then: microcloud inventory check`],
  });
}

function fromBrackets(text: string, { items }: YAMLSeq, index: number): string {
  const [from, to] =
    index === 0 ? [startOf(items[0]), startOf(items[1])] : [endOf(items[index - 1]), endOf(items[index])];
  return text.slice(0, from) + text.slice(to);
}

function fromLines(text: string, { items }: YAMLSeq, index: number): string {
  const dash = text.lastIndexOf('-', startOf(items[index]) - 1);
  const start = text.lastIndexOf('\n', dash) + 1;
  const end = afterComments(text, endOf(items[index]), dash - start);
  const [before, after] = [text.slice(0, start), text.slice(end)];
  // Of two gaps that meet, one goes.
  return index > 0 ? before.replace(/(\n)[ \t]*\r?\n$/, '$1') + after : before + after.replace(/^[ \t]*\r?\n/, '');
}

function valuesOf(text: string): unknown {
  try {
    return parseDocument(text).toJS();
  } catch {
    return undefined;
  }
}

function valuesWithout(text: string, index: number): unknown {
  const values = parseDocument(text).toJS() as { nodes: unknown[] };
  return { ...values, nodes: values.nodes.toSpliced(index, 1) };
}
