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
export function afterComments(text: string, end: number, column: number): number {
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
export function startOf(node: unknown): number {
  return (node as YamlNode).range?.[0] ?? 0;
}

/** Where it ends: a block's own range reaches over the comments that follow it; its last value's does not. */
export function endOf(node: unknown): number {
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
