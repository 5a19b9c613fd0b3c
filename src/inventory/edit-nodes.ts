import { isDeepStrictEqual } from 'node:util';
import { isAlias, isMap, isScalar, isSeq, parseDocument, stringify, type YAMLSeq, type Node as YamlNode } from 'yaml';
import { UserError } from '../errors.ts';
import type { InventoryFile } from './schema.ts';

export type NewNode = InventoryFile['nodes'][number];

/**
 * Adds a node after the last one of an inventory's text; every other byte stays as it is.
 * @throws UserError when the text has no list of nodes, or one of that name.
 */
export function addNode(text: string, node: NewNode): string {
  const nodes = parseDocument(text).get('nodes', true);
  if (!isSeq(nodes) || nodes.items.length === 0) throw noNodes();
  if (nodes.items.some((item) => isMap(item) && item.get('name') === node.name)) throw known(node.name);
  return nodes.flow ? intoBrackets(text, nodes, node) : asLines(text, nodes, node);
}

function intoBrackets(text: string, nodes: YAMLSeq, node: NewNode): string {
  const at = endOf(nodes.items.at(-1));
  return `${text.slice(0, at)}, ${inBraces(node)}${text.slice(at)}`;
}

// Spliced rather than printed by yaml, which would move comments, quotes and blank lines.
function asLines(text: string, nodes: YAMLSeq, node: NewNode): string {
  const last = nodes.items.at(-1) as YamlNode;
  const dash = text.lastIndexOf('-', startOf(last) - 1);
  const column = dash - (text.lastIndexOf('\n', dash) + 1);
  const isFlow = isMap(last) && last.flow === true;
  const lines = isFlow ? [inBraces(node)] : stringify(node, { lineWidth: 0 }).trimEnd().split('\n');
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const entry = lines.map((line, index) => `${' '.repeat(column)}${index === 0 ? '- ' : '  '}${line}`);
  const at = afterComments(text, endOf(last), column);
  const before = text.slice(0, at);
  const gap = hasGaps(text, nodes) ? [''] : [];
  const start = before.endsWith('\n') ? '' : newline;
  return `${before}${start}${[...gap, ...entry].join(newline)}${newline}${text.slice(at)}`;
}

/** Behind comments that are indented deeper than the list's dashes: they still belong to the node before. */
function afterComments(text: string, end: number, column: number): number {
  const lineEnd = (from: number) => {
    const newline = text.indexOf('\n', from);
    return newline < 0 ? text.length : newline + 1;
  };
  let at = text[end - 1] === '\n' ? end : lineEnd(end);
  while (new RegExp(`^ {${column + 1},}#`).test(text.slice(at, lineEnd(at)))) at = lineEnd(at);
  return at;
}

function hasGaps(text: string, nodes: YAMLSeq): boolean {
  const [first, second] = nodes.items;
  return second !== undefined && /\n[ \t]*\r?\n/.test(text.slice(endOf(first), startOf(second)));
}

function inBraces(node: NewNode): string {
  return stringify(node, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trimEnd();
}

/** Where a part of a document starts in its text. */
function startOf(node: unknown): number {
  return (node as YamlNode).range?.[0] ?? 0;
}

/** Where it ends: a block's own range reaches over the comments that follow it; its last value's does not. */
function endOf(node: unknown): number {
  const own = (node as YamlNode).range?.[1] ?? 0;
  if (isScalar(node) || isAlias(node)) return own;
  if (isMap(node) && !node.flow) return endOf(node.items.at(-1)?.value ?? node.items.at(-1)?.key);
  if (isSeq(node) && !node.flow) return endOf(node.items.at(-1));
  return own;
}

function noNodes(): UserError {
  return new UserError('The inventory has no list of nodes to add one to.', {
    hints: ['microcloud inventory check'],
    exitCode: 2,
  });
}

function known(name: string): UserError {
  return new UserError(`${name} is in the inventory already.`, { hints: [`microcloud join ${name}`], exitCode: 2 });
}

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
