// Makes dist. The program, with the lab and all packages that it uses, becomes one file, of which bin/program.js can keep
// what V8 compiles. The publisher becomes a file that the nodes' own Node runs. Then writes oclif.manifest.json: with it a command
// loads its own modules only, not all commands.
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Plugin } from '@oclif/core';
import { build } from 'esbuild';
import { discovered } from './discovered.ts';
import { manifests } from './manifests.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const fresh = `${dist}.part`;

rmSync(fresh, { recursive: true, force: true });
const {
  outputFiles: [program],
} = await build({
  absWorkingDir: root,
  stdin: { contents: entry(), resolveDir: root },
  write: false,
  minifyWhitespace: true,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node24',
  define: { 'import.meta.dirname': '__dirname' },
  // ssh2 does without its native parts.
  external: ['*.node', 'cpu-features'],
  logLevel: 'warning',
  plugins: [discovered(join(root, 'src')), manifests(root)],
});
if (!program) throw new Error('esbuild has written nothing');
mkdirSync(fresh);
// esbuild leaves regular expressions as they are; text that is all ASCII loads faster.
const code = program.text.replace(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
// bin/program.js keeps what V8 compiles under this sum.
const sum = createHash('sha256').update(code).digest('hex').slice(0, 16);
writeFileSync(join(fresh, 'microcloud.cjs'), `// ${sum}\n${code}`);
await build({
  absWorkingDir: root,
  entryPoints: ['publisher/main.ts'],
  outfile: join(fresh, 'publisher.cjs'),
  bundle: true,
  platform: 'node',
  // Raspberry Pi OS bookworm has Node 18, trixie 20.
  target: 'node18',
  minifyWhitespace: true,
  legalComments: 'eof',
  logLevel: 'warning',
});
rmSync(dist, { recursive: true, force: true });
renameSync(fresh, dist);

const plugin = new Plugin({ root, ignoreManifest: true, errorOnManifestCreate: true });
await plugin.load();
const manifest = join(root, 'oclif.manifest.json');
writeFileSync(`${manifest}.part`, JSON.stringify(plugin.manifest));
renameSync(`${manifest}.part`, manifest);

/** What bin/run.js starts, and what package.json tells oclif to look for; a command is loaded when it is asked for. */
function entry(): string {
  const commands = globSync('**/*.ts', { cwd: join(root, 'src/commands') }).map((file) => {
    const id = file.replace(/\.ts$/, '').replaceAll('/', ':');
    return `get '${id}'() { return require('./src/commands/${file}').default; },`;
  });
  return `export { execute } from '@oclif/core';
export { default as commandNotFound } from './src/cli/command-not-found.ts';
export const commands = {${commands.sort().join('\n')}};`;
}
