import { spawnSync } from 'node:child_process';
import type { Script } from '../../src/shell/sh.ts';

/** The result of a script in a scratch root. */
interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the script of a change or a fact in dash, as a round does, with these folders below a scratch root. Programs in
 * `bin` of the root replace those that this machine lacks.
 */
export function runInRoot(root: string, script: Script, folders: readonly string[]): Outcome {
  const moved = folders.reduce((text, folder) => text.replaceAll(folder, `${root}${folder}`), script.wire);
  const { status, stdout, stderr } = spawnSync('dash', ['-s'], {
    input: `( set -e\n${moved.replaceAll('cd / ', `cd ${root} `)}\n) </dev/null`,
    encoding: 'utf8',
    env: { PATH: `${root}/bin:/usr/sbin:/usr/bin:/sbin:/bin`, LC_ALL: 'C' },
  });
  return { code: status, stdout, stderr };
}
