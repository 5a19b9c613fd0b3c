import { spawn } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const program = resolve(import.meta.dirname, '../../bin/dev.js');
/** A common folder for the compiled code of Node, for all tests. */
const cache = { NODE_COMPILE_CACHE: join(homedir(), '.cache/microcloud/node') };

/** How to start each shell without the user's settings, and how to load the completion. */
const starts = {
  bash: { command: 'bash --norc --noprofile -i', load: 'source completion.bash' },
  zsh: {
    command: 'zsh -f -i',
    // Without this setting zsh takes a Tab followed by Enter for pasted text.
    load: "autoload -U compinit && compinit -u -D && zstyle ':completion:*' insert-tab false && source ./completion.zsh",
  },
  fish: { command: 'fish --no-config -i', load: 'source completion.fish' },
} as const;

export type ShellName = keyof typeof starts;
export const shellNames = Object.keys(starts) as readonly ShellName[];

/**
 * Types beginnings of microcloud's commands into a real shell on a terminal, each followed by Tab and Enter. Returns
 * the arguments with which microcloud was then started. The shell starts in `cwd`.
 */
export async function completed(shell: ShellName, typed: readonly string[], cwd: string): Promise<readonly string[]> {
  const { command, load } = starts[shell];
  const stub = `#!/bin/sh\n[ "$1" = complete ] && exec '${process.execPath}' '${program}' "$@"\necho "ran:$*:"\n`;
  await writeFile(join(cwd, 'microcloud'), stub);
  await chmod(join(cwd, 'microcloud'), 0o755);
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd,
    env: { ...cache, PATH: `${cwd}:/usr/bin:/bin`, HOME: cwd, TERM: 'dumb', LANG: 'C.UTF-8' },
    stdio: 'pipe',
  });
  let screen = '';
  let pressed = 0;
  child.stdin.write(`${load}\recho re""ady\r`);
  const closed = new Promise((settle) => child.on('close', settle));
  try {
    return await new Promise((settle, fail) => {
      child.stdout.setEncoding('utf8').on('data', (chunk) => {
        screen += chunk;
        const ran = [...screen.matchAll(/^ran:(.*?) ?:\r?$/gm)].map(([, text = '']) => text);
        if (ran.length === typed.length) settle(ran);
        else if (ran.length === pressed && /^ready/m.test(screen)) {
          child.stdin.write(`microcloud ${typed[pressed]}\t\r`);
          pressed += 1;
        }
      });
      child.on('error', fail).on('close', () => fail(new Error(`${shell} ended after:\n${screen}`)));
      setTimeout(() => fail(new Error(`${shell} says no more after:\n${screen}`)), 180_000).unref();
    });
  } finally {
    child.stdin.end('\x03exit\r');
    await closed;
  }
}
