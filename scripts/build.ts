// Bundles src into dist, the packages it uses included: a few large files load in half the time of some hundred small
// ones. The publisher is one file, which the nodes' own Node runs. Then writes oclif.manifest.json: with it a command
// loads its own module only, not all commands.
import { globSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Plugin } from '@oclif/core';
import { build } from 'esbuild';
import { discovered } from './discovered.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
// What packages in CommonJS take for granted.
const commonJs = `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const __dirname = import.meta.dirname;`;
const fresh = `${dist}.part`;

rmSync(fresh, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ['src/run.ts', ...globSync('src/{commands,hooks}/**/*.ts', { cwd: root })],
  outbase: 'src',
  outdir: fresh,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  banner: { js: commonJs },
  // ssh2 does without its native parts.
  external: ['*.node', 'cpu-features'],
  logLevel: 'warning',
  plugins: [discovered(join(root, 'src'))],
});
await build({
  absWorkingDir: root,
  entryPoints: ['src/publisher/main.ts'],
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
