import { execa } from 'execa';

/** Debian keeps daemons and network tools where a user's PATH may not reach. */
export const environment = { PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/**
 * Runs a program and returns its stdout without the last line feed. It reads `input`, which nobody else sees.
 * Throws execa's error, with command and stderr.
 */
export async function run(program: string, args: readonly string[], input?: string): Promise<string> {
  const reading = input === undefined ? ({ stdin: 'ignore' } as const) : { input };
  const { stdout } = await execa(program, args, { ...reading, env: environment });
  return stdout;
}

/** Runs a program and tells whether it ends well. Its output is thrown away. */
export async function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  const { failed } = await execa(program, args, { stdio: 'ignore', reject: false, env: environment });
  return !failed;
}

/** Runs a program and returns the lines of its stdout that are not empty. */
export async function linesOf(program: string, args: readonly string[]): Promise<string[]> {
  return (await run(program, args)).split('\n').filter(Boolean);
}

/** Hears what is being done, one sentence at a time. */
export type OnProgress = (text: string) => void;
