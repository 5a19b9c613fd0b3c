import { isDeepStrictEqual } from 'node:util';
import { isMap, isSeq, parseDocument, stringify, type YAMLSeq, type Node as YamlNode } from 'yaml';
import { UserError } from '../errors.ts';
import { withoutKey } from './edit-keys.ts';
import type { InventoryFile } from './schema.ts';
import { afterComments, endOf, startOf } from './yaml-places.ts';

export type NewNode = InventoryFile['nodes'][number];
export type NewPerson = NonNullable<InventoryFile['people']>[number];
type Entry = NewNode | NewPerson;

/**
 * Adds a node after the last one of an inventory's text; every other byte stays as it is.
 * @throws UserError when the text has no list of nodes, or a node of that name
 */
export function addNode(text: string, node: NewNode): string {
  const nodes = parseDocument(text).get('nodes', true);
  if (!isSeq(nodes) || nodes.items.length === 0) throw noNodes();
  return added(text, nodes, node, `microcloud join ${node.name}`);
}

/**
 * Adds a person in the same way. Without a list of people, a new one is added at the end of the text.
 * @throws UserError when the text has a person of that name.
 */
export function addPerson(text: string, person: NewPerson): string {
  const people = parseDocument(text).get('people', true);
  if (isSeq(people) && people.items.length > 0)
    return added(text, people, person, `microcloud user renew ${person.name}`);
  const lines = stringify({ people: [person] }, { lineWidth: 0 });
  const rest = withoutKey(text, [], 'people');
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const end = rest.endsWith('\n') ? '' : newline;
  return `${rest}${end}${lines.replaceAll('\n', newline)}`;
}

function added(text: string, list: YAMLSeq, entry: Entry, hint: string): string {
  if (list.items.some((item) => isMap(item) && item.get('name') === entry.name)) throw known(entry.name, hint);
  return list.flow ? intoBrackets(text, list, entry) : asLines(text, list, entry);
}

function intoBrackets(text: string, nodes: YAMLSeq, node: Entry): string {
  const at = endOf(nodes.items.at(-1));
  return `${text.slice(0, at)}, ${inBraces(node)}${text.slice(at)}`;
}

// The lines are inserted as text: printing by the yaml package would move comments, quotes and blank lines.
function asLines(text: string, nodes: YAMLSeq, node: Entry): string {
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

function hasGaps(text: string, nodes: YAMLSeq): boolean {
  const [first, second] = nodes.items;
  return second !== undefined && /\n[ \t]*\r?\n/.test(text.slice(endOf(first), startOf(second)));
}

function inBraces(node: Entry): string {
  return stringify(node, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trimEnd();
}

function noNodes(): UserError {
  return new UserError('The inventory has no list of nodes to add one to.', {
    hints: ['microcloud inventory check'],
    exitCode: 2,
  });
}

function known(name: string, hint: string): UserError {
  return new UserError(`${name} is in the inventory already.`, { hints: [hint], exitCode: 2 });
}

/**
 * Removes the node of this name from an inventory's text. Every other byte stays. A comment beside a removed line is
 * removed, too. Comments above the node stay, as they may be about more than one node.
 * @throws UserError where cutting out the entry would change other values, e.g. those that refer to it by an alias
 */
export function removeNode(text: string, name: string): string {
  return removed(text, 'nodes', name);
}

/** Removes a person in the same way. With the last person the list is removed, too. */
export function removePerson(text: string, name: string): string {
  return removed(text, 'people', name);
}

function removed(text: string, key: 'nodes' | 'people', name: string): string {
  const list = parseDocument(text).get(key, true);
  const index = isSeq(list) ? list.items.findIndex((item) => isMap(item) && item.get('name') === name) : -1;
  if (!isSeq(list) || index < 0) return text;
  const isLast = key === 'people' && list.items.length === 1;
  const cut = list.flow ? fromBrackets : fromLines;
  const left = isLast ? withoutKey(text, [], key) : cut(text, list, index);
  if (isDeepStrictEqual(valuesOf(left), valuesWithout(text, key, isLast ? undefined : index))) return left;
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
  // Where two blank lines would meet, one is removed.
  return index > 0 ? before.replace(/(\n)[ \t]*\r?\n$/, '$1') + after : before + after.replace(/^[ \t]*\r?\n/, '');
}

function valuesOf(text: string): unknown {
  try {
    return parseDocument(text).toJS();
  } catch {
    return undefined;
  }
}

function valuesWithout(text: string, key: string, index: number | undefined): unknown {
  const { [key]: list, ...others } = parseDocument(text).toJS() as Record<string, unknown[]>;
  return index === undefined ? others : { ...others, [key]: list?.toSpliced(index, 1) };
}
