import { relative } from 'node:path';
import { type EventData, run } from 'node:test';
import { inspect } from 'node:util';
import { type Tally, tallyText } from './tally.ts';

interface Options {
  /** How many files run at the same time. */
  readonly concurrency: number;
  /** Minutes after which a file counts as failed. */
  readonly minutes: number;
  /** Whether to print every test as it ends, with what it has measured, and not only every file. */
  readonly everyTest?: boolean;
}

/** Runs test files, each in a process of its own; prints a line a file, and what fails in full. */
export async function runTests(files: readonly string[], options: Options): Promise<Tally> {
  const { concurrency, minutes, everyTest } = options;
  const output = new Map<string | undefined, string>();
  const failures: string[] = [];
  let total: Tally | undefined;
  const events = run({ files: [...files], concurrency, timeout: minutes * 60_000, isolation: 'process' });
  for await (const { type, data } of events) {
    // Node's own sums are diagnostics, too, but of no file.
    if (type === 'test:diagnostic' && everyTest && data.file !== undefined) console.log(indented(data.message));
    if (type === 'test:stdout' || type === 'test:stderr' || type === 'test:diagnostic') {
      output.set(data.file, `${output.get(data.file) ?? ''}${data.message.trimEnd()}\n`);
    } else if (type === 'test:fail') {
      // The file itself has failed, without a test: its output is all there is.
      const said = data.name === data.file ? `\n${indented(output.get(data.file) ?? '')}` : '';
      failures.push(`${failureText(data)}${said}`);
      console.log(failures.at(-1));
    } else if (type === 'test:pass' && everyTest && data.details.type !== 'suite') {
      console.log(`  ${data.skip === undefined ? '✓' : '-'} ${data.name} (${seconds(data.details.duration_ms)})`);
    } else if (type === 'test:summary') {
      const tally = tallyOf(data.counts);
      if (data.file === undefined) total = tally;
      else console.log(summaryText(data.file, tally, data.duration_ms));
    }
  }
  const { passed, failed, skipped } = total ?? { passed: 0, failed: 1, skipped: 0 };
  // The summary does not count a hook that fails after its tests.
  return { passed, failed: failed === 0 && failures.length > 0 ? 1 : failed, skipped, failures };
}

function tallyOf({ tests, passed, skipped, todo }: EventData.TestSummary['counts']): Tally {
  return { passed, failed: tests - passed - skipped - todo, skipped: skipped + todo };
}

function summaryText(file: string, tally: Tally, milliseconds: number): string {
  const sign = tally.failed === 0 ? '✓' : '✗';
  return `${sign} ${relative('', file)}: ${tallyText(tally)} (${seconds(milliseconds)})`;
}

/**
 * Writes where and how a test fails. A suite fails because of its tests, which are reported already, or because of a
 * hook.
 */
function failureText({ name, file, line, details }: EventData.TestFail): string {
  const where = `  ✗ ${name} (${relative('', file ?? '')}:${line ?? 1})`;
  const { cause, failureType } = details.error as Error & { readonly failureType?: string };
  return failureType === 'subtestsFailed' ? where : `${where}\n${indented(inspect(cause ?? details.error))}`;
}

function indented(text: string): string {
  return text.trimEnd().replaceAll(/^(?=.)/gm, '    ');
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
