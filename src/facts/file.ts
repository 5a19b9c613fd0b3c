import type { Batch, Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';

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
      readonly content: string;
    };

const files: Batch = {
  id: 'files',
  // Two forks for any number of files: sizes first, then all contents, cut apart by size.
  script: (paths) => sh`
for f in ${paths}; do [ -f "$f" ] && set -- "$@" "$f"; done
[ $# -eq 0 ] || { stat -Lc '%s %.Y %a %U:%G %n' -- "$@" && echo && cat -- "$@"; }`,
  split(stdout) {
    const bytes = Buffer.from(stdout);
    const headerEnd = bytes.indexOf('\n\n');
    if (headerEnd < 0) return new Map();
    let offset = headerEnd + 2;
    const header = bytes.toString('utf8', 0, headerEnd);
    return new Map(
      header.split('\n').map((line) => {
        const [size = '0', modified, mode, owner, ...path] = line.split(' ');
        const content = bytes.toString('utf8', offset, offset + Number(size));
        offset += Number(size);
        return [path.join(' '), `${modified} ${mode} ${owner}\n${content}`];
      }),
    );
  },
};

/** A text file's content, mode and owner; links are followed. */
export function fileFact(path: string): Fact<FileState> {
  return {
    id: `file ${path}`,
    ask: { batch: files, item: path },
    parse(stdout) {
      if (stdout === '') return { path, exists: false };
      const end = stdout.indexOf('\n');
      const [modified, mode = '', owner = ''] = stdout.slice(0, end).split(' ');
      return { path, exists: true, mode, owner, modified: Number(modified), content: stdout.slice(end + 1) };
    },
  };
}
