import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

// The sources as they are: needs no build.
const program = resolve(import.meta.dirname, '../../bin/dev.js');
/** Where Node keeps what it compiled, for all tests. */
const cache = { NODE_COMPILE_CACHE: join(homedir(), '.cache/microcloud/node') };

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs microcloud as users do, without a terminal. */
export function microcloud(args: readonly string[], { cwd, env = {} }: Surroundings): Promise<Outcome> {
  const { MICROCLOUD_INVENTORY: _, ...outer } = process.env;
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...outer, ...cache, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((settle, fail) => {
    const text = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text.stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      text.stderr += chunk;
    });
    child.on('error', fail).on('close', (code) => settle({ code, ...text }));
  });
}

/**
 * Runs microcloud on a terminal: each answer is typed when its question is on the screen.
 * Gives everything that was on the screen.
 */
export function microcloudOnTerminal(
  args: readonly string[],
  { cwd, env = {} }: Surroundings,
  answers: readonly (readonly [question: string, answer: string])[],
): Promise<Outcome> {
  const line = [process.execPath, program, ...args].join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd,
    env: { ...process.env, ...cache, ...env },
    stdio: 'pipe',
  });
  return new Promise((settle, fail) => {
    const left = [...answers];
    let screen = '';
    let read = 0;
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      screen += chunk;
      const [question, answer] = left[0] ?? [];
      const at = question === undefined ? -1 : screen.indexOf(question, read);
      if (at < 0) return;
      read = screen.length;
      left.shift();
      child.stdin.write(`${answer}\r`);
    });
    child.on('error', fail).on('close', (code) => settle({ code, stdout: screen, stderr: '' }));
  });
}
