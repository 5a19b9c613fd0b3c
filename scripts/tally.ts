/** Numbers of tests. A check that is one program counts as one. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The full texts of failures, to repeat at the end: the beginning of a long output is often cut off. */
  readonly failures?: readonly string[];
}

export function sum(tallies: readonly Tally[]): Tally {
  const add = (key: 'passed' | 'failed' | 'skipped') => tallies.reduce((total, tally) => total + tally[key], 0);
  const failures = tallies.flatMap((tally) => tally.failures ?? []);
  return { passed: add('passed'), failed: add('failed'), skipped: add('skipped'), failures };
}

/** Writes "12 passed, 0 failed", and ", 1 skipped" if any was. */
export function tallyText({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
