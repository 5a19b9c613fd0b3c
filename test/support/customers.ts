import { againAndAgain } from './again-and-again.ts';

/** What customers of the shop saw. */
export interface Visited {
  readonly asked: number;
  readonly ordered: number;
  /** Requests without an answer, and why: one line each. */
  readonly failures: readonly string[];
}

/**
 * Starts customers of the shop of `examples/` at this address: two or more look at it all the time, and one orders
 * honey. Each request has its own connection, and each order waits as long as a person would.
 */
export function startCustomers(url: string, { visitors = 2 } = {}): { stop(): Promise<Visited> } {
  const counts = { asked: 0, ordered: 0 };
  const failures: string[] = [];
  const call = async (what: string, options: RequestInit, seconds: number): Promise<boolean> => {
    const signal = AbortSignal.timeout(seconds * 1000);
    const status = await fetch(url, { ...options, headers: { connection: 'close' }, signal }).then(
      (response) => response.text().then(() => response.status),
      (error: Error) => `${error.message} ${error.cause ?? ''}`,
    );
    if (status !== 200) failures.push(`${new Date().toISOString()} ${what}: ${status}`);
    return status === 200;
  };
  const visit = async () => {
    counts.asked += 1;
    await call('page', {}, 10);
  };
  const order = async () => {
    if (await call('order', { method: 'POST', body: new URLSearchParams({ what: 'honey' }) }, 30)) counts.ordered += 1;
  };
  const customers = [...Array.from({ length: visitors }, () => againAndAgain(visit, 50)), againAndAgain(order, 300)];
  return {
    async stop() {
      await Promise.all(customers.map((customer) => customer.stop()));
      return { ...counts, failures };
    },
  };
}
