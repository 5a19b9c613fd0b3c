import type { TestContext } from 'node:test';

/** Waits for some work, and notes in the test's output how many seconds it took. */
export async function timed<T>(t: TestContext, what: string, work: Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work;
  t.diagnostic(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return result;
}
