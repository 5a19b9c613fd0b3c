/** Where a text stops being JSON. */
export interface JsonMistake {
  /** The number of the line, from 1. */
  readonly line: number;
  readonly what: string;
}

/** Finds the first mistake of a text that should be JSON; undefined when it is JSON. */
export function jsonMistake(text: string): JsonMistake | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const line = Number(
      /\(line (\d+) column \d+\)/.exec(said)?.[1] ?? lineAt(text, /at position (\d+)/.exec(said)?.[1]),
    );
    return { line, what: wordsOf(said) };
  }
}

/** Counts in which line of a text a position is; without a position, its last line. */
function lineAt(text: string, position?: string): number {
  const before = position === undefined ? text.trimEnd() : text.slice(0, Number(position));
  return before.split('\n').length;
}

// V8: "Unexpected token 'x', ..."a": x" is not valid JSON", "Expected ',' or '}' after property value in JSON at position 7".
function wordsOf(said: string): string {
  if (/end of JSON input|Unterminated/.test(said)) return 'the end is missing';
  const [, token] = /^Unexpected token '(.)'/su.exec(said) ?? [];
  if (token !== undefined) return `${JSON.stringify(token)} does not belong there`;
  const [, expected] = /^Expected (.*?) (?:after|in) /.exec(said) ?? [];
  return expected === undefined ? 'it is not JSON' : `${expected} is missing`;
}
