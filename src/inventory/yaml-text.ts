import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type Scalar } from 'yaml';
import { expandReferences } from './env-references.ts';
import { type Finding, formatPath, type Mistake, type Path } from './mistakes.ts';
import { secretPath } from './secret-paths.ts';
import { signsNobodyTyped } from './typed-signs.ts';
import { badAlias, isHarmless, yamlSentence } from './yaml-errors.ts';

/** A YAML text as plain values, and where each value stands in the text. */
export interface YamlText {
  readonly value: unknown;
  readonly findings: readonly Finding[];
  /** Errors of the YAML itself; `isReadable` is false when `value` cannot be trusted because of them. */
  readonly syntaxMistakes: readonly Mistake[];
  readonly isReadable: boolean;
  /** Returns the text of a value as it stands in the file, before `${NAME}` was replaced. */
  written(path: Path): string | undefined;
  /** Finds the line and column of a finding: those of its value, or of the nearest group around it that exists. */
  locate(finding: Finding): Mistake;
}

type Env = Readonly<Record<string, string | undefined>>;

interface Place {
  readonly value: number;
  readonly key?: number;
  readonly written?: string;
}

// Limits far above any real inventory: aliases can make a small file huge ("billion laughs").
const maxDepth = 50;
const maxValues = 50_000;
const tooMuch = 'there is too much inside this value: is an alias (*…) used inside itself?';

/** Reads one YAML document. `env` fills `${NAME}` in values. */
export function readYaml(text: string, env: Env): YamlText {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    stringKeys: false,
    logLevel: 'error',
  });
  const places = new Map<string, Place>();
  const findings: Finding[] = [];
  let isTooMuch = false;

  const mistakeAt = (offset: number, path: Path, message: string): Mistake => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col, path: formatPath(path), message };
  };
  const problems = [...document.errors, ...document.warnings];
  const isReadable = problems.every(isHarmless);

  const convert = (node: unknown, path: Path, key?: number): unknown => {
    if (path.length > maxDepth || places.size > maxValues) {
      if (!isTooMuch) findings.push({ path, message: tooMuch });
      isTooMuch = true;
      return undefined;
    }
    const target = isAlias(node) ? node.resolve(document) : node;
    if (target === undefined) findings.push({ path, message: badAlias });
    const place = placeOf(node as Node | null, text, key);
    places.set(JSON.stringify(path), place);
    if (isMap(target)) return fromPairs(target.items);
    if (isSeq(target)) return target.items.map((item, index) => convert(item, [...path, index]));
    if (isScalar(target)) return convertScalar(target, path);
    return target === undefined ? undefined : null;

    function fromPairs(pairs: readonly Pair[]): unknown {
      const entries = pairs.map((pair): [string, unknown] => {
        const name = isScalar(pair.key) ? String(pair.key.value) : '?';
        const start = (pair.key as Node | null)?.range?.[0] ?? place.value;
        return [name, convert(pair.value, [...path, name], start)];
      });
      return Object.fromEntries(entries);
    }
  };

  function convertScalar(scalar: Scalar, path: Path): unknown {
    if (typeof scalar.value !== 'string' || isSecret(path)) return scalar.value;
    const expanded = expandReferences(scalar.value, env);
    const unset = expanded.unset.map(
      (name) => `the environment variable of ${name} is not set: set it, or write the value itself`,
    );
    const malformed = expanded.malformed.map(() => 'write ${NAME} for an environment variable, or $$ for a dollar');
    const messages = [...unset, ...malformed, ...signsNobodyTyped(scalar.value)];
    findings.push(...messages.map((message) => ({ path, message })));
    if (messages.length > 0) return undefined;
    // If ${PORT} is not in quotes and the variable has digits, the value is a number, as if a person had typed it.
    const isPlain = scalar.type === 'PLAIN' && expanded.text !== scalar.value;
    return isPlain ? plainValue(expanded.text) : expanded.text;
  }

  const value = isReadable ? convert(document.contents, []) : undefined;
  return {
    value,
    findings,
    isReadable,
    syntaxMistakes: problems.map((error) =>
      mistakeAt(error.pos[0], [], yamlSentence(error, lineAt(text, error.pos[0]))),
    ),
    written: (path) => places.get(JSON.stringify(path))?.written,
    locate({ path, message, at }) {
      for (let length = path.length; length >= 0; length--) {
        const place = places.get(JSON.stringify(path.slice(0, length)));
        if (!place) continue;
        const isKey = at === 'key' && length === path.length;
        return mistakeAt((isKey ? place.key : undefined) ?? place.value, path, message);
      }
      return mistakeAt(0, path, message);
    },
  };
}

function placeOf(node: Node | null, text: string, key: number | undefined): Place {
  const [start = 0, end = 0] = node?.range ?? [];
  const hasText = end > start;
  const value = hasText ? start : (key ?? start);
  const written = hasText && isScalar(node) ? { written: text.slice(start, end) } : {};
  return { value, ...(key === undefined ? {} : { key }), ...written };
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return text.slice(start).split('\n', 1).join();
}

// Secrets are not taken from ${NAME}: only with {env: NAME} the program knows never to print the value.
function isSecret(path: Path): boolean {
  return secretPath(path) !== undefined && path.at(-1) !== 'file';
}

/**
 * Tells whether brackets are nested deeper than in any inventory. Call this before parsing: the parser's time grows
 * with the square of the open brackets, and a thousand of them take seconds.
 */
export function isTooDeep(text: string): boolean {
  let open = 0;
  for (const [sign] of text.matchAll(/[[\]{}]/g)) {
    open += sign === '[' || sign === '{' ? 1 : -1;
    if (open > 2 * maxDepth) return true;
  }
  return false;
}

function plainValue(text: string): unknown {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}
