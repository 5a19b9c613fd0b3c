import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/** Folders whose files are found at run time in the sources, and at build time for the built program. */
const roots = ['steps', 'doctor'];

/** Replaces `src/discover.ts` by the list of what it finds. A file is loaded only when it is needed. */
export function discovered(sources: string): Plugin {
  return {
    name: 'discovered',
    setup(build) {
      build.onLoad({ filter: /\/src\/discover\.ts$/ }, () => ({ contents: entry(), resolveDir: sources }));
      build.onResolve({ filter: /^discovered:/ }, ({ path }) => ({ path, namespace: 'discovered' }));
      build.onLoad({ filter: /.*/, namespace: 'discovered' }, ({ path }) => ({
        contents: list(sources, path.slice('discovered:'.length)),
        resolveDir: sources,
      }));
    },
  };
}

function entry(): string {
  const rows = roots.map((root) => `${root}: () => import('discovered:${root}'),`);
  // All this code would run in one piece. The `setImmediate` lets sockets that are opened in the same turn of Node's
  // loop go first: a node's sshd needs as long to answer as this code needs to run.
  return `import { setImmediate as nextTurn } from 'node:timers/promises';
const roots = {${rows.join('\n')}};
export async function discover(folder) {
  await nextTurn();
  const { folders } = await roots[folder.split('/')[0]]();
  return folders[folder] ?? [];
}`;
}

function list(sources: string, root: string): string {
  const files = globSync(`${root}/**/*.ts`, { cwd: sources })
    .filter((file) => /^export default /m.test(readFileSync(`${sources}/${file}`, 'utf8')))
    .sort();
  const imports = files.map((file, index) => `import m${index} from './${file}';`);
  const folders = Object.entries(
    Object.groupBy(
      files.map((file, index) => ({ file, index })),
      ({ file }) => dirname(file),
    ),
  );
  const rows = folders.map(([folder, members = []]) => `'${folder}': [${members.map(({ index }) => `m${index}`)}],`);
  return `${imports.join('\n')}\nexport const folders = {${rows.join('\n')}};`;
}
