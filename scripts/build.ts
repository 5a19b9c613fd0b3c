// Compiles src into dist, and writes oclif.manifest.json: with it a command loads its own module only, not all commands.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Plugin } from '@oclif/core';

const root = join(import.meta.dirname, '..');

const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(1);

// What is left of a removed command would still be one.
for (const file of globSync('**/*.js', { cwd: join(root, 'dist') })) {
  if (!existsSync(join(root, 'src', file.replace(/\.js$/, '.ts')))) rmSync(join(root, 'dist', file));
}

const plugin = new Plugin({ root, ignoreManifest: true, errorOnManifestCreate: true });
await plugin.load();
const manifest = join(root, 'oclif.manifest.json');
writeFileSync(`${manifest}.part`, JSON.stringify(plugin.manifest));
renameSync(`${manifest}.part`, manifest);
