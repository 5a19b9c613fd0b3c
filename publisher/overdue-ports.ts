import type { Pass } from './pass.ts';

/** How long a publisher may take to publish a port before the next publisher does it. */
const turnMs = 10_000;

/**
 * Knows for how long nobody has published a port. A publisher may have stopped while its agent still runs: the next
 * publisher in the port's order must not wait for it for ever.
 */
export class OverduePorts {
  readonly #since = new Map<number, number>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get areWaitedFor(): boolean {
    return this.#since.size > 0;
  }

  /** Returns how many publishers had time to take this port, and did not. */
  readonly passedOver = (port: number): number => {
    const since = this.#since.get(port);
    return since === undefined ? 0 : Math.floor((this.#now() - since) / turnMs);
  };

  /** Remembers which ports nobody publishes, although a publisher could. */
  remember({ wishes, decision }: Pick<Pass, 'wishes' | 'decision'>): void {
    const refused = new Set(decision.refused.map(({ port }) => port));
    const waiting = wishes.candidates
      .filter((candidate) => candidate.hidden === undefined && candidate.refused === undefined)
      .map(({ port }) => port)
      .filter((port) => !decision.publishers.has(port) && !refused.has(port));
    for (const port of [...this.#since.keys()]) if (!waiting.includes(port)) this.#since.delete(port);
    for (const port of waiting) if (!this.#since.has(port)) this.#since.set(port, this.#now());
  }
}
