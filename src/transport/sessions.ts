import { setTimeout as sleep } from 'node:timers/promises';
import type { Exec } from './channel.ts';
import { sessionEndMs } from './time-outs.ts';

const pauseMs = 100;

/** Tells whether an error of ssh2 says that sshd refuses another channel. */
export function isSessionRefused(error: unknown): boolean {
  return /^\(SSH\) Channel open failure: ./.test((error as Error).message);
}

/**
 * The channels of one connection. sshd may allow only a few at a time (MaxSessions), which shows when it refuses one
 * more. From then on a channel waits until another one has closed.
 */
export class Sessions {
  /** Channels that are open, or that are being opened. */
  #taken = 0;
  #open = 0;
  #most = Number.POSITIVE_INFINITY;
  readonly #waiting: (() => void)[] = [];
  readonly #onLimit: () => void;

  /** `onLimit` is called once, when the node turns out to have a limit. */
  constructor(onLimit: () => void) {
    this.#onLimit = onLimit;
  }

  /**
   * Opens a channel as soon as there is room for it. Throws the error of `open` when the node refuses even a single
   * channel.
   */
  async start(open: () => Promise<Exec>): Promise<Exec> {
    let end: number | undefined;
    for (;;) {
      await this.#turn();
      try {
        const exec = await open();
        this.#open += 1;
        exec.channel.once('close', () => {
          this.#open -= 1;
          this.#leave();
        });
        return exec;
      } catch (error) {
        this.#leave();
        if (!isSessionRefused(error)) throw error;
        if (this.#open > 0) this.#limitTo(this.#open);
        else end ??= performance.now() + sessionEndMs;
        // sshd counts a session for a moment after it has closed the channel.
        if (end !== undefined && (performance.now() > end || this.#most === Number.POSITIVE_INFINITY)) throw error;
        await sleep(pauseMs);
      }
    }
  }

  async #turn(): Promise<void> {
    while (this.#taken >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#taken += 1;
  }

  #leave(): void {
    this.#taken -= 1;
    this.#waiting.shift()?.();
  }

  // Only the first refusal shows the limit. Later ones may come from a closed session that sshd still counts.
  #limitTo(most: number): void {
    if (this.#most !== Number.POSITIVE_INFINITY) return;
    this.#most = most;
    this.#onLimit();
  }
}
