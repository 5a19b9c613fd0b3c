import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, type Pair, parseDocument, stringify, type YAMLMap } from 'yaml';
import { UserError } from '../errors.ts';
import { afterComments, endOf, startOf } from './yaml-places.ts';

/** The keys that lead to a mapping of the inventory. */
type MapPath = readonly string[];

/**
 * Sets a key of a mapping in a text; every other byte stays as it is.
 * @throws UserError where that would change other values, e.g. where the mapping is an alias
 */
export function withKey(text: string, path: MapPath, key: string, value: unknown): string {
  const map = mapAt(text, path);
  if (!map) throw refused([...path, key]);
  const braces = stringify({ [key]: value }, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 });
  const entry = braces.trimEnd().slice(1, -1);
  const pair = pairOf(map, key);
  const added = () => (map.flow ? intoBraces(text, map, entry) : asLine(text, map, entry));
  const written = pair ? replaced(text, pair, entry) : added();
  return requireValues(written, text, [...path, key], (parent) => ({ ...parent, [key]: value }));
}

/** Removes a key from a mapping in a text, with the comments beside it. Throws a UserError like {@link withKey}. */
export function withoutKey(text: string, path: MapPath, key: string): string {
  const map = mapAt(text, path);
  const pair = map && pairOf(map, key);
  if (!pair) {
    const value = [...path, key].reduce<unknown>(
      (values, one) => (values as Values | undefined)?.[one],
      valuesOf(text),
    );
    if (value === undefined) return text;
    throw refused([...path, key]);
  }
  const written = map.flow ? outOfBraces(text, map, pair) : withoutLines(text, pair);
  return requireValues(written, text, [...path, key], ({ [key]: _, ...others }) => others);
}

function mapAt(text: string, path: MapPath): YAMLMap | undefined {
  const document = parseDocument(text);
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  return isMap(map) && map.items.length > 0 ? map : undefined;
}

function pairOf({ items }: YAMLMap, key: string): Pair | undefined {
  return items.find((one) => isScalar(one.key) && one.key.value === key);
}

/** Finds the end of a pair. A key without a value ends after its colon. */
function endOfPair(text: string, { key, value }: Pair): number {
  return Math.max(endOf(value ?? key), text.indexOf(':', startOf(key)) + 1);
}

function columnOf(text: string, { key }: Pair): number {
  return startOf(key) - (text.lastIndexOf('\n', startOf(key) - 1) + 1);
}

function replaced(text: string, pair: Pair, entry: string): string {
  return text.slice(0, startOf(pair.key)) + entry + text.slice(endOfPair(text, pair));
}

function intoBraces(text: string, { items }: YAMLMap, entry: string): string {
  const last = items.at(-1);
  const at = endOf(last?.value ?? last?.key);
  return `${text.slice(0, at)}, ${entry}${text.slice(at)}`;
}

function asLine(text: string, { items }: YAMLMap, entry: string): string {
  const last = items.at(-1) as Pair;
  const column = columnOf(text, last);
  const at = afterComments(text, endOfPair(text, last), column);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const start = text[at - 1] === '\n' ? '' : newline;
  return `${text.slice(0, at)}${start}${' '.repeat(column)}${entry}${newline}${text.slice(at)}`;
}

function outOfBraces(text: string, { items }: YAMLMap, pair: Pair): string {
  const index = items.indexOf(pair);
  const [before, after] = [items[index - 1], items[index + 1]];
  const from = before ? endOf(before.value ?? before.key) : startOf(pair.key);
  const to = before || !after ? endOf(pair.value ?? pair.key) : startOf(after.key);
  return text.slice(0, from) + text.slice(to);
}

function withoutLines(text: string, pair: Pair): string {
  const column = columnOf(text, pair);
  return text.slice(0, startOf(pair.key) - column) + text.slice(afterComments(text, endOfPair(text, pair), column));
}

type Values = Readonly<Record<string, unknown>>;

/** Returns the new text if it has exactly the values that it shall have; else throws a UserError. */
function requireValues(written: string, text: string, path: MapPath, change: (parent: Values) => Values): string {
  const wanted = changedIn(valuesOf(text), path.slice(0, -1), change);
  if (isDeepStrictEqual(valuesOf(written), wanted)) return written;
  throw refused(path);
}

function changedIn(values: unknown, path: MapPath, change: (parent: Values) => Values): unknown {
  const [key, ...rest] = path;
  const map = values as Values;
  return key === undefined ? change(map) : { ...map, [key]: changedIn(map[key], rest, change) };
}

function valuesOf(text: string): unknown {
  try {
    return parseDocument(text).toJS();
  } catch {
    return undefined;
  }
}

function refused(path: MapPath): UserError {
  return new UserError(
    `${path.join('.')} cannot be changed in the inventory by itself: other parts of the file belong to it.`,
    {
      hints: ['change it in the file, then: microcloud inventory check'],
      exitCode: 2,
    },
  );
}
