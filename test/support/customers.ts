import { setTimeout as sleep } from 'node:timers/promises';

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
  let isOver = false;
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
    while (!isOver) {
      counts.asked += 1;
      await call('page', {}, 10);
      await sleep(50);
    }
  };
  const order = async () => {
    while (!isOver) {
      if (await call('order', { method: 'POST', body: new URLSearchParams({ what: 'honey' }) }, 30))
        counts.ordered += 1;
      await sleep(300);
    }
  };
  const customers = [...Array.from({ length: visitors }, visit), order()];
  return {
    async stop() {
      isOver = true;
      await Promise.all(customers);
      return { ...counts, failures };
    },
  };
}
