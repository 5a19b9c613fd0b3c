import type { FindingId } from '../doctor/finding-ids.ts';
import { UserError } from '../errors.ts';

// Standard output is for data: all questions go to stderr.
const terminal = { output: process.stderr };

/** Throws a UserError where nobody can answer a question: it would end the program in the midst of its work. */
export function requireTerminal(
  question: string,
  { id, hint }: { readonly id: FindingId; readonly hint: string },
): void {
  if (process.stdin.isTTY) return;
  throw new UserError(`There is no terminal to ask on: ${question}`, { id, hints: [hint], exitCode: 2 });
}

/** Throws a UserError where nobody can agree to a plan. The hint names the flag that agrees. */
export function requireTerminalForPlan(flag: string, before = '--dry-run to see the plan, '): void {
  if (process.stdin.isTTY) return;
  throw new UserError('There is no terminal to ask on before the first change.', {
    hints: [`${before}${flag} to go on without asking`],
    exitCode: 2,
  });
}

/** Asks yes or no. */
export async function askYesOrNo(message: string): Promise<boolean> {
  const { confirm } = await import('@inquirer/prompts');
  return confirm({ message }, terminal);
}

/** Asks for a line of text. */
export async function askText(message: string, proposal?: string): Promise<string> {
  const { input } = await import('@inquirer/prompts');
  return input({ message, ...(proposal === undefined ? {} : { default: proposal }) }, terminal);
}

/** Asks for a password. */
export async function askSecret(message: string): Promise<string> {
  const hint = 'write {env: NAME} or {file: PATH} instead of {prompt: true} in the inventory';
  requireTerminal(message, { id: 'ssh.secret', hint });
  const { password } = await import('@inquirer/prompts');
  return password({ message }, terminal);
}
