import { columnsOf, fitted } from '../screen/fitted.ts';
import { paintFor } from '../screen/paint.ts';
import type { Survey } from '../tasks/surveyed.ts';
import { askAboutPlan, askYesOrNo, requireTerminalForPlan } from './prompts.ts';

/** A command, as far as it prints. */
interface Printer {
  log(text: string): void;
  logToStderr(text: string): void;
}

export interface Confirmation {
  readonly isDryRun: boolean;
  /** Whether a flag has agreed already. */
  readonly isAgreed: boolean;
  /** The flag that agrees, for those who have no terminal. */
  readonly flag?: string | undefined;
  /** Asked below the plan. */
  readonly question: string | (() => Promise<boolean>);
  /** What would happen beside the plan. */
  readonly notes?: readonly string[];
}

/** The question itself, the line that people type on, and a blank line above. */
const linesOfQuestion = 4;

/** Shows a plan, and returns whether a person agrees to it. A dry run prints the plan, with the lines of files. */
export async function confirmPlan(command: Printer, found: Survey, confirmation: Confirmation): Promise<boolean> {
  const { isDryRun, isAgreed, flag = '--yes', question, notes = [] } = confirmation;
  if (!isDryRun && (isAgreed || (!hasChanges(found) && notes.length === 0))) return true;
  // Only here: a run that shows no plan need not load what compares texts.
  const { surveyText } = await import('../screen/survey-text.ts');
  const textFor = (stream: NodeJS.WriteStream, isShort = false) =>
    [surveyText(found, { withDiffs: isDryRun, paint: paintFor(stream), isShort }), ...notes].join('\n\n');
  if (isDryRun) {
    command.log(textFor(process.stdout));
    return false;
  }
  requireTerminalForPlan(flag);
  const whole = textFor(process.stderr);
  // Of a plan that does not fit on the screen people would read only the end.
  const lines = fitted(whole, columnsOf(process.stderr)).split('\n').length;
  if (typeof question === 'string' && lines > process.stderr.rows - linesOfQuestion) {
    command.logToStderr(textFor(process.stderr, true));
    const answer = await askAboutPlan(question);
    if (answer !== 'show') return answer === 'yes';
  }
  command.logToStderr(whole);
  return typeof question === 'string' ? askYesOrNo(question) : question();
}

/** Tells whether a plan changes any node. */
export function hasChanges({ reached }: Survey): boolean {
  return reached.some(({ plan }) => plan.some(({ changes }) => changes.length > 0));
}
