import { setTimeout as sleep } from 'node:timers/promises';
import { Flags } from '@oclif/core';
import { UserError } from '../errors.ts';
import type { ExitCode } from '../exit-codes.ts';

/** Flag of commands that can look again and again. */
export const watchFlag = {
  watch: Flags.boolean({ char: 'w', description: 'Look again and again, until Ctrl-C' }),
};

/** A command, as far as it prints. */
interface Watcher {
  readonly inventories: readonly string[];
  jsonEnabled(): boolean;
  log(text: string): void;
  exit(code: ExitCode): never;
}

/** Clears the screen, and goes to its first line. */
const clear = '\u001b[2J\u001b[H';

/**
 * Looks again and again until Ctrl-C, with a pause of `seconds` between looks. A terminal shows the newest look only,
 * cut to its height.
 * @throws UserError with --json, or with several inventories
 */
export async function watching(command: Watcher, seconds: number, look: () => Promise<string>): Promise<never> {
  if (command.jsonEnabled() || command.inventories.length > 1)
    throw new UserError('--watch shows one cluster to people.', { hints: ['leave --watch out'], exitCode: 2 });
  const end = new AbortController();
  process.once('SIGINT', () => end.abort());
  const ended = new Promise<void>((resolve) => end.signal.addEventListener('abort', () => resolve(), { once: true }));
  const { stdout } = process;
  while (!end.signal.aborted) {
    // A person who types Ctrl-C does not wait for a node that is off.
    const text = await Promise.race([look(), ended]);
    if (text === undefined) break;
    const stamped = `${text}\n\nAs of ${new Date().toLocaleTimeString('en-GB')}. Ctrl-C ends it.`;
    if (stdout.isTTY) stdout.write(clear);
    command.log(
      stdout.isTTY
        ? stamped
            .split('\n')
            .slice(0, stdout.rows - 1)
            .join('\n')
        : `${stamped}\n`,
    );
    await sleep(1000 * seconds, undefined, { signal: end.signal }).catch(() => {});
  }
  // Ends the process: a look that has begun would keep it alive.
  return command.exit(0);
}
