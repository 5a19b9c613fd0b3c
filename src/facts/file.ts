import type { Batch, Fact } from '../engine/model.ts';
import { textOf } from '../shell/node-text.ts';
import { type Script, sh } from '../shell/sh.ts';

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
      /** Its bytes, as `textOf` makes a text of them: what is not UTF-8 outlives a change of other lines. */
      readonly content: string;
    };

export type FileThere = FileState & { readonly exists: true };

// Two forks for any number of files: sizes first, then all contents, cut apart by size. The contents come in base64: they
// may be no UTF-8, and the link carries text.
const readArguments = sh`[ $# -eq 0 ] || { stat -Lc '%s %.Y %a %U:%G %n' -- "$@" && echo && cat -- "$@" | base64; }`;

const files: Batch = {
  id: 'files',
  script: (paths) => sh`for f in ${paths}; do [ -f "$f" ] && set -- "$@" "$f"; done
${readArguments}`,
  split: contentsIn,
};

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

/** A file's content, mode and owner; links are followed. The content may be changed and written without loss. */
export function fileFact(path: string): Fact<FileState> {
  return { id: `file ${path}`, ask: { batch: files, item: path }, parse: (stdout) => stateOf(path, stdout) };
}

/** The files that patterns of the shell find, in the order of the patterns, then of their names. */
export function filesFact(id: string, patterns: Script): Fact<readonly FileThere[]> {
  return {
    id,
    ask: sh`for f in ${patterns}; do [ -f "$f" ] && set -- "$@" "$f"; done
${readArguments}`,
    parse: (stdout) =>
      [...contentsIn(stdout)].map(([path, answer]) => stateOf(path, answer)).filter((file) => file.exists),
  };
}

function stateOf(path: string, answer: string): FileState {
  if (answer === '') return { path, exists: false };
  const end = answer.indexOf('\n');
  const [modified, mode = '', owner = ''] = answer.slice(0, end).split(' ');
  return { path, exists: true, mode, owner, modified: Number(modified), content: answer.slice(end + 1) };
}
