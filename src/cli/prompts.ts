import type { FindingId } from '../doctor/finding-ids.ts';
import { UserError } from '../errors.ts';
import { visible } from '../visible-text.ts';

// Standard output is for data: all questions go to stderr.
const terminal = { output: process.stderr };

/**
 * Throws a UserError where nobody can answer: without a terminal a prompt would end the program in the midst of its
 * work.
 */
export function requireTerminal(
  question: string,
  { id, hint }: { readonly id: FindingId; readonly hint: string },
): void {
  if (process.stdin.isTTY) return;
  throw new UserError(`There is no terminal to ask on: ${question}`, { id, hints: [hint], exitCode: 2 });
}

/** Throws a UserError where nobody can agree to a plan. Its hint names the flag that agrees. */
export function requireTerminalForPlan(flag: string, before = '--dry-run to see the plan, '): void {
  if (process.stdin.isTTY) return;
  throw new UserError('There is no terminal to ask on before the first change.', {
    hints: [`${before}${flag} to go on without asking`],
    exitCode: 2,
  });
}

/** Asks yes or no. */
export async function askYesOrNo(message: string): Promise<boolean> {
  const { default: confirm } = await import('@inquirer/confirm');
  return confirm({ message: visible(message) }, terminal);
}

/** Asks yes or no about a plan that was shown in short. The third answer asks for the whole plan. */
export async function askAboutPlan(message: string): Promise<'yes' | 'no' | 'show'> {
  const { default: expand } = await import('@inquirer/expand');
  const choices = [
    { key: 'y', name: 'Yes', value: 'yes' },
    { key: 'n', name: 'No', value: 'no' },
    { key: 's', name: 'Show each change first', value: 'show' },
  ] as const;
  return expand({ message: visible(message), choices: [...choices], default: 'y', expanded: true }, terminal);
}

/** Asks for a line of text. */
export async function askText(message: string, proposal?: string): Promise<string> {
  const { default: input } = await import('@inquirer/input');
  return input({ message: visible(message), ...(proposal === undefined ? {} : { default: proposal }) }, terminal);
}

const instead = 'write {env: NAME} or {file: PATH} instead of {prompt: true} in the inventory';

/** Asks for a password. The hint says where else it may come from. */
export async function askSecret(message: string, hint = instead): Promise<string> {
  requireTerminal(message, { id: 'ssh.secret', hint });
  const { default: password } = await import('@inquirer/password');
  return password({ message: visible(message) }, terminal);
}
