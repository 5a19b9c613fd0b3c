// Compiles src into dist, bundles the publisher into one file that the nodes' own Node runs, and writes
// oclif.manifest.json: with it a command loads its own module only, not all commands.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Plugin } from '@oclif/core';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(1);

// What is left of a removed command would still be one.
for (const file of globSync('**/*.js', { cwd: join(root, 'dist') })) {
  if (!existsSync(join(root, 'src', file.replace(/\.js$/, '.ts')))) rmSync(join(root, 'dist', file));
}

await build({
  entryPoints: [join(root, 'src/publisher/main.ts')],
  outfile: join(root, 'dist/publisher.cjs'),
  bundle: true,
  platform: 'node',
  // Raspberry Pi OS bookworm has Node 18, trixie 20.
  target: 'node18',
  minifyWhitespace: true,
  legalComments: 'eof',
  logLevel: 'warning',
});

const plugin = new Plugin({ root, ignoreManifest: true, errorOnManifestCreate: true });
await plugin.load();
const manifest = join(root, 'oclif.manifest.json');
writeFileSync(`${manifest}.part`, JSON.stringify(plugin.manifest));
renameSync(`${manifest}.part`, manifest);
