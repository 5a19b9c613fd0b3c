import { LineCounter, parseDocument } from 'yaml';
import { type Finding, formatPath, type Mistake, type Path } from './mistakes.ts';
import { isHarmless, yamlSentence } from './yaml-errors.ts';
import { type Env, maxDepth, YamlValues } from './yaml-values.ts';

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

/** Reads one YAML document. `env` fills `${NAME}` in values. */
export function readYaml(text: string, env: Env): YamlText {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    stringKeys: false,
    logLevel: 'error',
  });
  const problems = [...document.errors, ...document.warnings];
  const isReadable = problems.every(isHarmless);
  const values = new YamlValues(document, text, env);
  const mistakeAt = (offset: number, path: Path, message: string): Mistake => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col, path: formatPath(path), message };
  };
  return {
    value: isReadable ? values.convert(document.contents) : undefined,
    findings: values.findings,
    isReadable,
    syntaxMistakes: problems.map((error) =>
      mistakeAt(error.pos[0], [], yamlSentence(error, lineAt(text, error.pos[0]))),
    ),
    written: (path) => values.placeOf(path)?.written,
    locate: (finding) => mistakeAt(offsetOf(finding, values), finding.path, finding.message),
  };
}

/** Returns where a finding begins in the text: where its key or value does, or the nearest group around it. */
function offsetOf({ path, at }: Finding, values: YamlValues): number {
  for (let length = path.length; length >= 0; length--) {
    const place = values.placeOf(path.slice(0, length));
    if (!place) continue;
    const isKey = at === 'key' && length === path.length;
    return (isKey ? place.key : undefined) ?? place.value;
  }
  return 0;
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return text.slice(start).split('\n', 1).join();
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
