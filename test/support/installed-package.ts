import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, utimes } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
/** The PATH for the installed program. It has no Node. */
const system = '/usr/bin:/bin';

export interface InstalledPackage {
  /** The folder of npm's prefix, which has only this package. */
  readonly modules: string;
  /** Runs the program with the Node of a folder, and returns its output. Throws where it fails. */
  run(
    node: string,
    args: readonly string[],
    cwd: string,
  ): Promise<{ readonly stdout: string; readonly stderr: string }>;
  remove(): Promise<void>;
}

/**
 * Packs the files of this clone that git knows, as `npm publish` does, and installs the package into an empty prefix
 * without a network.
 */
export async function installPackage(): Promise<InstalledPackage> {
  const directory = await mkdtemp(join(tmpdir(), 'microcloud-package-'));
  const [clone, prefix] = [join(directory, 'clone'), join(directory, 'prefix')];
  await copyClone(clone);
  const { stdout } = await exec('npm', ['pack', '--loglevel=error', '--pack-destination', directory], { cwd: clone });
  const file = join(directory, stdout.trim().split('\n').at(-1) ?? '');
  const offline = ['--offline', '--cache', join(directory, 'cache'), '--no-audit', '--no-fund'];
  await exec('npm', ['install', '--global', '--prefix', prefix, ...offline, file], { cwd: directory });
  return {
    modules: join(prefix, 'lib/node_modules'),
    run: (node, args, cwd) =>
      exec(join(prefix, 'bin/microcloud'), args, {
        cwd,
        env: { PATH: `${node}:${system}`, HOME: directory, NO_COLOR: '1' },
        timeout: 60_000,
      }),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Copies the files of a fresh clone, with the packages that are installed here. */
async function copyClone(target: string): Promise<void> {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const path of list.split('\0').filter((path) => path !== '' && existsSync(join(root, path)))) {
    await mkdir(dirname(join(target, path)), { recursive: true });
    await cp(join(root, path), join(target, path));
  }
  await symlink(join(root, 'node_modules'), join(target, 'node_modules'));
  // The packages are installed: a lock file older than they are makes npm install none.
  await utimes(join(target, 'package-lock.json'), 0, 0);
}

/** Returns the folder of a Node of this version. npm installs it once. */
export async function nodeOf(version: string): Promise<string> {
  const prefix = join(homedir(), '.cache/microcloud/test-node', version);
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(prefix, 'node_modules', name, 'bin');
  if (!existsSync(join(folder, 'node'))) {
    await mkdir(prefix, { recursive: true });
    await exec('npm', ['install', '--prefix', prefix, '--no-audit', '--no-fund', `${name}@${version}`]);
  }
  return folder;
}
