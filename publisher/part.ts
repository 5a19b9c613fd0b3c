import type { Log } from './log.ts';
import type { PartStatus } from './status.ts';

/** Knows the state of one thing that the publisher depends on, and since when. Logs each change. */
export class Part {
  readonly #name: string;
  readonly #log: Log;
  #status: PartStatus = { state: 'unknown', since: new Date().toISOString() };

  constructor(name: string, log: Log) {
    this.#name = name;
    this.#log = log;
  }

  get status(): PartStatus {
    return this.#status;
  }

  ok(): void {
    this.#set('ok');
  }

  down(reason: string): void {
    this.#set('down', reason);
  }

  #set(state: PartStatus['state'], reason?: string): void {
    const { state: before, since } = this.#status;
    const isNew = state !== before;
    this.#status = { state, since: isNew ? new Date().toISOString() : since, ...(reason !== undefined && { reason }) };
    if (isNew) this.#log(reason === undefined ? 'info' : 'warning', `${this.#name}: ${reason ?? state}`);
  }
}
