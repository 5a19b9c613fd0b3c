import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Answer, type Outcome, type Surroundings, typedOnTerminal } from '../support/terminal.ts';

// The sources as they are: needs no build.
const program = resolve(import.meta.dirname, '../../bin/dev.js');
/** Where Node keeps what it compiled, for all tests. */
const cache = { NODE_COMPILE_CACHE: join(homedir(), '.cache/microcloud/node') };

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

/** Runs microcloud on a terminal, where answers are typed when their questions come. */
export function microcloudOnTerminal(
  args: readonly string[],
  { cwd, env = {} }: Surroundings,
  answers: readonly Answer[],
): Promise<Outcome> {
  const line = [process.execPath, program, ...args].join(' ');
  return typedOnTerminal(line, { cwd, env: { ...cache, ...env } }, answers);
}
