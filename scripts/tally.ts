/** Numbers of tests. A check that is one program counts as one. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed, in full, to be said again at the end: a long run's output is often cut at its beginning. */
  readonly failures?: readonly string[];
}

export function sum(tallies: readonly Tally[]): Tally {
  const add = (key: 'passed' | 'failed' | 'skipped') => tallies.reduce((total, tally) => total + tally[key], 0);
  const failures = tallies.flatMap((tally) => tally.failures ?? []);
  return { passed: add('passed'), failed: add('failed'), skipped: add('skipped'), failures };
}

/** "12 passed, 0 failed", with ", 1 skipped" behind where any was. */
export function tallyText({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
