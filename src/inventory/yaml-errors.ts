// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sentences show the syntax of references.
import type { ErrorCode, YAMLError } from 'yaml';

export const badAlias = 'this alias (*…) has no anchor (&…) before it: if it is plain text, put it in quotes';

// Not the messages of the yaml package: they quote the wrong text, which may be a password (`password: *hunter2`).
const sentences: Partial<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'a value that begins with * cannot have a tag or an anchor: put the value in quotes',
  BAD_ALIAS: badAlias,
  BAD_DQ_ESCAPE: 'this backslash means nothing in double quotes: write \\\\ or use single quotes',
  BAD_INDENT: 'this line begins in the wrong column: lines of one group begin in the same column',
  BAD_SCALAR_START: 'a value cannot begin with this sign: put the value in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'two “key: value” pairs are on one line: write them on two lines, or put the value in quotes',
  BLOCK_IN_FLOW: 'a list with “- ” cannot be inside { } or [ ]: write [a, b]',
  DUPLICATE_KEY: 'this key is already set above: remove one of the two',
  MISSING_CHAR: 'something is not closed before here: a quote, a bracket, or a blank is missing',
  MULTILINE_IMPLICIT_KEY: 'a key must be on one line: is a colon missing here, or a quote not closed?',
  MULTIPLE_DOCS: 'the file must be one document: remove this line and what follows it',
  NON_STRING_KEY: 'a key must be text',
  RESOURCE_EXHAUSTION: 'this is nested too deep',
  TAB_AS_INDENT: 'this line begins with a tab: write blanks instead',
  TAG_RESOLVE_FAILED: 'tags (!…) are not used here: if it is plain text, put it in quotes',
  UNEXPECTED_TOKEN: 'this does not belong here: look for a missing colon, quote or bracket',
};

/** Says what to write instead, without quoting the file. `line` is the line where the parser stopped. */
export function yamlSentence(error: YAMLError, line: string): string {
  // Inside { } the brace of ${NAME} opens another group, so the real mistake is there.
  if (/[{[].*\$\{/.test(line)) return inBraces;
  const slip = slips.find(({ codes, shows }) => codes.includes(error.code) && shows.test(line));
  if (slip) return slip.sentence;
  return sentences[error.code] ?? 'this is not valid YAML: compare with inventory.example.yaml';
}

interface Slip {
  readonly codes: readonly ErrorCode[];
  /** Matches the line where the parser stopped. */
  readonly shows: RegExp;
  readonly sentence: string;
}

/** Common slips that the parser reports as another error, a line later or in another column. */
const slips: readonly Slip[] = [
  {
    codes: ['BLOCK_AS_IMPLICIT_KEY', 'BAD_INDENT', 'UNEXPECTED_TOKEN', 'MISSING_CHAR', 'MULTILINE_IMPLICIT_KEY'],
    shows: /^\s*[\u00a0\u2000-\u200b\u3000]/,
    sentence: 'this line begins with a blank that YAML does not know (copied from a web page?): write plain blanks',
  },
  {
    codes: ['BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY', 'MISSING_CHAR'],
    shows: /^\s*-[A-Za-z]/,
    sentence: 'a blank is missing after the dash: write “- ” at the start of an entry',
  },
  {
    codes: ['MISSING_CHAR', 'MULTILINE_IMPLICIT_KEY'],
    shows: /^\s*(- )?\w+:[^\s/]/,
    sentence: 'a blank is missing after the colon: write “key: value”',
  },
  {
    codes: ['BLOCK_AS_IMPLICIT_KEY'],
    shows: /^[^:]*:\s[^:]*$/,
    sentence: 'the line below begins too far right: lines of one group begin in the same column',
  },
];

const inBraces =
  'this is not valid YAML: inside { } or [ ] put ${NAME} in quotes, or write the group on lines of its own';

/** Tells whether the rest of the file can be understood in spite of the error. */
export function isHarmless(error: YAMLError): boolean {
  return error.code === 'DUPLICATE_KEY' || error.code === 'TAG_RESOLVE_FAILED';
}
