import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './log.ts';
import { writeTags } from './serf/agent.ts';
import type { AgentAddress } from './serf/agent-connection.ts';
import type { TagChanges } from './tag-changes.ts';

/**
 * The agent has new tags at once, but answers when its gossip is out, up to two seconds later. What changes meanwhile
 * is not to wait for that.
 */
const patienceMs = 300;
const longestPauseMs = 30_000;

/** Writes tags, and becomes slower when what it writes does not stay. */
export class Writer {
  readonly #address: AgentAddress;
  readonly #log: Log;
  readonly #onAnswer: () => void;
  #last = '';
  #again = 0;
  #notBefore = 0;

  constructor(address: AgentAddress, log: Log, onAnswer: () => void) {
    this.#address = address;
    this.#log = log;
    this.#onAnswer = onAnswer;
  }

  /** Returns how long to wait until it may be written; 0 when it was. */
  async write(changes: TagChanges): Promise<number> {
    const text = JSON.stringify([changes.set, changes.remove]);
    const isNew = text !== this.#last;
    if (isNew) this.#again = 0;
    else if (performance.now() < this.#notBefore) return this.#notBefore - performance.now();
    this.#last = text;
    this.#notBefore = performance.now() + Math.min(longestPauseMs, 500 * 2 ** this.#again++);
    for (const entry of changes.removed) this.#log('info', `Withdraw ${entry}`);
    for (const entry of changes.added) this.#log('info', `Publish ${entry}`);
    const written = writeTags(this.#address, changes)
      .catch((error: Error) => this.#log('error', `The tags cannot be written: ${error.message}`))
      .finally(this.#onAnswer);
    await Promise.race([written, sleep(patienceMs)]);
    return 0;
  }

  /** What was written is there. */
  settled(): void {
    this.#last = '';
  }
}
