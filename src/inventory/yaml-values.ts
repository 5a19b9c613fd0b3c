import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import { expandReferences } from './env-references.ts';
import type { Finding, Path } from './mistakes.ts';
import { secretPath } from './secret-paths.ts';
import { signsNobodyTyped } from './typed-signs.ts';
import { badAlias } from './yaml-errors.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** Where a value and its key begin in the text, and the text of the value. */
interface Place {
  readonly value: number;
  readonly key?: number;
  readonly written?: string;
}

// Limits far above any real inventory: aliases can make a small file huge ("billion laughs").
export const maxDepth = 50;
const maxValues = 50_000;
const tooMuch = 'there is too much inside this value: is an alias (*…) used inside itself?';

/** Turns the nodes of a document into plain values, and remembers where each value stands in the text. */
export class YamlValues {
  readonly findings: Finding[] = [];
  readonly #places = new Map<string, Place>();
  readonly #document: Document.Parsed;
  readonly #text: string;
  readonly #env: Env;
  #isTooMuch = false;

  constructor(document: Document.Parsed, text: string, env: Env) {
    this.#document = document;
    this.#text = text;
    this.#env = env;
  }

  placeOf(path: Path): Place | undefined {
    return this.#places.get(JSON.stringify(path));
  }

  /** Returns the value of a node. `key` is where its key begins. */
  convert(node: unknown, path: Path = [], key?: number): unknown {
    if (path.length > maxDepth || this.#places.size > maxValues) {
      if (!this.#isTooMuch) this.findings.push({ path, message: tooMuch });
      this.#isTooMuch = true;
      return undefined;
    }
    const target = isAlias(node) ? node.resolve(this.#document) : node;
    if (target === undefined) this.findings.push({ path, message: badAlias });
    const place = placeOf(node as Node | null, this.#text, key);
    this.#places.set(JSON.stringify(path), place);
    if (isMap(target)) return Object.fromEntries(target.items.map((pair) => this.#entry(pair, path, place)));
    if (isSeq(target)) return target.items.map((item, index) => this.convert(item, [...path, index]));
    if (isScalar(target)) return this.#scalar(target, path);
    return target === undefined ? undefined : null;
  }

  #entry(pair: Pair, path: Path, around: Place): [string, unknown] {
    const name = isScalar(pair.key) ? String(pair.key.value) : '?';
    const start = (pair.key as Node | null)?.range?.[0] ?? around.value;
    return [name, this.convert(pair.value, [...path, name], start)];
  }

  #scalar(scalar: Scalar, path: Path): unknown {
    if (typeof scalar.value !== 'string' || isSecret(path)) return scalar.value;
    const expanded = expandReferences(scalar.value, this.#env);
    const unset = expanded.unset.map(
      (name) => `the environment variable of ${name} is not set: set it, or write the value itself`,
    );
    const malformed = expanded.malformed.map(() => 'write ${NAME} for an environment variable, or $$ for a dollar');
    const messages = [...unset, ...malformed, ...signsNobodyTyped(scalar.value)];
    this.findings.push(...messages.map((message) => ({ path, message })));
    if (messages.length > 0) return undefined;
    // If ${PORT} is not in quotes and the variable has digits, the value is a number, as if a person had typed it.
    const isPlain = scalar.type === 'PLAIN' && expanded.text !== scalar.value;
    return isPlain ? plainValue(expanded.text) : expanded.text;
  }
}

function placeOf(node: Node | null, text: string, key: number | undefined): Place {
  const [start = 0, end = 0] = node?.range ?? [];
  const hasText = end > start;
  const value = hasText ? start : (key ?? start);
  const written = hasText && isScalar(node) ? { written: text.slice(start, end) } : {};
  return { value, ...(key === undefined ? {} : { key }), ...written };
}

// Secrets are not taken from ${NAME}: only with {env: NAME} the program knows never to print the value.
function isSecret(path: Path): boolean {
  return secretPath(path) !== undefined && path.at(-1) !== 'file';
}

function plainValue(text: string): unknown {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}
