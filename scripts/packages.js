// Installs the packages of a fresh clone, or of changed versions. Plain JavaScript: it runs on the machine's own Node,
// which may be older than the one that it installs for all other scripts.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

if (changed('node_modules/.package-lock.json') < changed('package-lock.json')) {
  console.error('Installing the packages that package-lock.json names');
  // Not "npm ci": where a registry has no packages of other platforms it refuses the lock file.
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  process.exitCode = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1;
}

/** @param {string} path */
function changed(path) {
  return statSync(new URL(`../${path}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
