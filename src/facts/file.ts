import type { Batch } from '../engine/batch.ts';
import type { Fact } from '../engine/model.ts';
import { textOf } from '../shell/node-text.ts';
import { Script, sh } from '../shell/sh.ts';

/** A regular file as it is on the node, or its absence. */
export type FileState =
  | { readonly path: string; readonly exists: false }
  | {
      readonly path: string;
      readonly exists: true;
      /** Octal, e.g. '644'. */
      readonly mode: string;
      /** user:group */
      readonly owner: string;
      /** Seconds since 1970, with their fraction. */
      readonly modified: number;
      /** Its bytes as a text, made by `textOf`: bytes that are not UTF-8 survive a change of other lines. */
      readonly content: string;
    };

export type FileThere = FileState & { readonly exists: true };

/** What is in a file; '' where it is not there. */
export function contentOf(file: FileState): string {
  return file.exists ? file.content : '';
}

/** An item is a path, or patterns of the shell with spaces between them. */
const files: Batch = {
  id: 'files',
  // Few forks for any number of files: sizes first, then all contents, which are cut apart by size. The contents come
  // in base64: they may not be UTF-8, and the link carries text.
  script: (items) => sh`for f in ${wordsOf(items)}; do
  [ -f "$f" ] && set -- "$@" "$f"
done
[ $# -eq 0 ] || { stat -Lc '%s %.Y %a %U:%G %n' -- "$@" && echo && cat -- "$@" | base64; }`,
  split(stdout, items) {
    const contents = contentsIn(stdout);
    const found = items
      .filter(isPattern)
      .map((item): [string, string] => [item, JSON.stringify(matching(contents, item))]);
    return new Map([...contents, ...found]);
  },
};

/** Makes the words that the shell goes through. A file that a pattern finds, too, is printed once. */
function wordsOf(items: readonly string[]): readonly (string | Script)[] {
  const patterns = items.filter(isPattern);
  const found = patterns.flatMap(regExpsOf);
  const named = items.filter((item) => !isPattern(item) && !found.some((pattern) => pattern.test(item)));
  return [...named, ...patterns.map((item) => new Script([item]))];
}

function isPattern(item: string): boolean {
  return item.includes('*');
}

/**
 * Turns the patterns of an item into regular expressions. As in the shell, a * stands for no / and for no dot at the
 * start of a name.
 */
function regExpsOf(patterns: string): readonly RegExp[] {
  return patterns.split(' ').map((pattern) => {
    const text = pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]*').replaceAll('/[^', '/(?!\\.)[^');
    return new RegExp(`^${text}$`);
  });
}

/** Lists the files that patterns find, in the order of the patterns, then of their names, as the shell does. */
function matching(contents: ReadonlyMap<string, string>, patterns: string): readonly (readonly [string, string])[] {
  const paths = [...contents.keys()].toSorted();
  const matched = regExpsOf(patterns).flatMap((pattern) => paths.filter((path) => pattern.test(path)));
  return [...new Set(matched)].map((path) => [path, contents.get(path) ?? '']);
}

function contentsIn(stdout: string): ReadonlyMap<string, string> {
  const headerEnd = stdout.indexOf('\n\n');
  if (headerEnd < 0) return new Map();
  const bytes = Buffer.from(stdout.slice(headerEnd + 2), 'base64');
  let offset = 0;
  return new Map(
    stdout
      .slice(0, headerEnd)
      .split('\n')
      .map((line) => {
        const [size = '0', modified, mode, owner, ...path] = line.split(' ');
        const content = textOf(bytes.subarray(offset, offset + Number(size)));
        offset += Number(size);
        return [path.join(' '), `${modified} ${mode} ${owner}\n${content}`];
      }),
  );
}

/**
 * Asks for a file's content, mode and owner; links are followed. The content may be changed and written back without
 * loss.
 */
export function fileFact(path: string): Fact<FileState> {
  return { id: `file ${path}`, ask: { batch: files, item: path }, parse: (stdout) => stateOf(path, stdout) };
}

/**
 * Asks for the files that patterns of the shell find ("/etc/netplan/*.yaml"), in the order of the patterns, then of
 * their names. Patterns are constants of this program: the shell reads them as they are.
 */
export function filesFact(id: string, patterns: readonly string[]): Fact<readonly FileThere[]> {
  return {
    id,
    ask: { batch: files, item: patterns.join(' ') },
    parse: (stdout) =>
      (JSON.parse(stdout || '[]') as [string, string][])
        .map(([path, answer]) => stateOf(path, answer))
        .filter((file) => file.exists),
  };
}

function stateOf(path: string, answer: string): FileState {
  if (answer === '') return { path, exists: false };
  const end = answer.indexOf('\n');
  const [modified, mode = '', owner = ''] = answer.slice(0, end).split(' ');
  return { path, exists: true, mode, owner, modified: Number(modified), content: answer.slice(end + 1) };
}
