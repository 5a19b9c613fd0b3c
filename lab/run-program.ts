import { execa } from 'execa';

/** Debian has daemons and network tools in /usr/sbin, which a user's PATH may lack. */
export const environment = { PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/**
 * Runs a program and returns its stdout without the last line feed. `input` goes to its stdin, where no other user sees
 * it. Throws execa's error, with command and stderr.
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

/** Gets sentences about what is being done. */
export type OnProgress = (text: string) => void;
