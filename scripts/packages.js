// Installs the packages of a fresh clone, or of changed versions. Plain JavaScript: it runs on the machine's own Node,
// which may be older than the one that it installs for all other scripts.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

if (changed('node_modules/.package-lock.json') < changed('package-lock.json')) {
  if (!hasLibatomic()) installLibatomic();
  console.error('Installing the packages that package-lock.json names');
  // Not "npm ci": it refuses the lock file where a registry has no packages for other platforms.
  run('npm', 'install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error');
}

/** Tells whether libatomic is there: Node 26 is linked with it, and a small Debian lacks it. */
function hasLibatomic() {
  const folders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];
  return process.platform !== 'linux' || folders.some((folder) => existsSync(`${folder}/libatomic.so.1`));
}

function installLibatomic() {
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    console.error('Node needs libatomic.so.1, which this machine has not got. Try: sudo apt-get install libatomic1');
    process.exit(1);
  }
  console.error('Installing with apt: libatomic1');
  run('apt-get', '-qq', 'update');
  run('apt-get', '-qq', 'install', '-y', '--no-install-recommends', 'libatomic1');
}

/** @param {string} path */
function changed(path) {
  return statSync(new URL(`../${path}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** @param {string[]} command */
function run(...command) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync(command[0] ?? '', command.slice(1), { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}
