/** The words of a line; undefined where a quote is not closed. */
export type Words = readonly string[] | undefined;

/**
 * Splits a line of an INI inventory into words, like Python's `shlex.split(line, comments=True)`, which Ansible uses:
 * quotes and backslashes work as in a shell, and a # outside of quotes begins a comment, even inside a word.
 */
export function shellWords(line: string): Words {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const sign = line.charAt(at);
    if (sign === '\\' && quote !== "'") {
      const next = line.charAt(++at);
      // Inside of double quotes a backslash only quotes itself and the quote.
      word = `${word ?? ''}${quote === '"' && !/["\\]/.test(next) ? '\\' : ''}${next}`;
    } else if (quote !== '') {
      if (sign === quote) quote = '';
      else word += sign;
    } else if (sign === '"' || sign === "'") {
      quote = sign;
      word ??= '';
    } else if (sign === '#') break;
    else if (/\s/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = `${word ?? ''}${sign}`;
  }
  if (quote !== '') return undefined;
  return word === undefined ? words : [...words, word];
}

/**
 * Reads a value as Ansible's INI reader does, which accepts Python literals: numbers, True, lists, and texts in quotes,
 * perhaps with a comment after them. Everything else is a text as it stands.
 */
export function pythonValue(text: string): unknown {
  const [, literal] = /^(".*?(?<!\\)"|'.*?(?<!\\)'|[+-]?(?:0|[1-9]\d*)|True|False|None)\s*(?:#.*)?$/.exec(text) ?? [];
  if (literal !== undefined && /^["']/.test(literal)) return literal.slice(1, -1).replaceAll(/\\(["'\\])/g, '$1');
  if (literal !== undefined && literal in constants) return constants[literal];
  if (literal !== undefined) return Number(literal);
  return /^[[{]/.test(text) ? pythonList(text) : text;
}

const constants: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };

function pythonList(text: string): unknown {
  try {
    const json = text
      .replaceAll("'", '"')
      .replaceAll(/\b(True|False|None)\b/g, (word) => JSON.stringify(constants[word]));
    return JSON.parse(json);
  } catch {
    return text;
  }
}
