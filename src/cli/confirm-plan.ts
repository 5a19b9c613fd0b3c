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
  /** The flag that agrees where there is no terminal. */
  readonly flag?: string | undefined;
  /** The question below the plan, or a function that asks it. */
  readonly question: string | (() => Promise<boolean>);
  /** What would happen beside the plan. */
  readonly notes?: readonly string[];
}

/** Lines that the question needs below the plan: a blank line, the question, and the line to type on. */
const linesOfQuestion = 4;

/** Shows a plan, and returns whether a person agrees to it. A dry run prints the plan, with the lines of files. */
export async function confirmPlan(command: Printer, found: Survey, confirmation: Confirmation): Promise<boolean> {
  const { isDryRun, isAgreed, flag = '--yes', question, notes = [] } = confirmation;
  if (!isDryRun && (isAgreed || (!hasChanges(found) && notes.length === 0))) return true;
  // Loaded only here: it needs the module that compares texts, and most runs show no plan.
  const { surveyText } = await import('../screen/survey-text.ts');
  const textFor = (stream: NodeJS.WriteStream, isShort = false) =>
    [surveyText(found, { withDiffs: isDryRun, paint: paintFor(stream), isShort }), ...notes].join('\n\n');
  if (isDryRun) {
    command.log(textFor(process.stdout));
    return false;
  }
  requireTerminalForPlan(flag);
  const whole = textFor(process.stderr);
  // People would see only the end of a plan that does not fit on the screen: offer a short one first.
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
