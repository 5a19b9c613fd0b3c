import type { Log } from './log.ts';
import { type TagsRequest, tellAgain } from './serf/agent.ts';
import type { TagChanges } from './tag-changes.ts';

interface WriterOptions {
  /**
   * Resolves when the agent says that it has told the others. Rejects when the agent could not do so, or does not
   * answer.
   */
  readonly write: (changes: TagsRequest) => Promise<void>;
  readonly log: Log;
  /** Called whenever the agent has answered. */
  readonly onAnswer: () => void;
  readonly now?: () => number;
}

/** The pauses between the three times that the agent tells a change: Serf's messages go by UDP, which loses some. */
const againMs = [5000, 10_000];
const shortestPauseMs = 500;
const longestPauseMs = 30_000;

/**
 * Writes tags. The agent gets one change at a time: a second change during the gossip about the first one may get lost.
 * Each change is told three times (docs/decisions/2026-11-29-tags-are-told-three-times.md).
 */
export class Writer {
  readonly #options: WriterOptions;
  readonly #now: () => number;
  #isWriting = false;
  /** How often the agent has told its present tags to the others. */
  #told = 0;
  /**
   * When the agent shall tell them next. At the start this is now: the last publisher may have ended before its agent
   * told them.
   */
  #nextTelling = 0;
  #failures = 0;
  #last = '';
  #repeats = 0;
  #notBefore = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /**
   * Writes what differs, or lets the agent tell its tags again when it is time. Returns the milliseconds after which to
   * call again.
   */
  write(changes: TagChanges | undefined): number {
    if (this.#isWriting) return Number.POSITIVE_INFINITY;
    if (!changes) this.#last = '';
    const pauseMs = changes ? this.#pauseBefore(changes) : this.#nextTelling - this.#now();
    if (pauseMs > 0) return pauseMs;
    if (changes) this.#told = 0;
    void this.#tell(changes);
    return Number.POSITIVE_INFINITY;
  }

  /**
   * Returns how many milliseconds to wait before a write. The pause grows when the same change is written again and
   * again.
   */
  #pauseBefore({ set, remove }: TagChanges): number {
    const text = JSON.stringify([set, remove]);
    if (text !== this.#last) this.#repeats = 0;
    else if (this.#now() < this.#notBefore) return this.#notBefore - this.#now();
    this.#last = text;
    this.#notBefore = this.#now() + pauseAfter(this.#repeats++);
    return 0;
  }

  async #tell(changes: TagChanges | undefined): Promise<void> {
    const { write, log, onAnswer } = this.#options;
    for (const entry of changes?.removed ?? []) log('info', `Withdraw ${entry}`);
    for (const entry of changes?.added ?? []) log('info', `Publish ${entry}`);
    this.#isWriting = true;
    try {
      await write(changes ?? tellAgain);
      this.#failures = 0;
      this.#nextTelling = this.#now() + (againMs[this.#told++] ?? Number.POSITIVE_INFINITY);
    } catch (error) {
      log('error', `The tags cannot be written: ${(error as Error).message}`);
      this.#nextTelling = this.#now() + pauseAfter(this.#failures++);
    }
    this.#isWriting = false;
    onAnswer();
  }
}

function pauseAfter(attempts: number): number {
  return Math.min(longestPauseMs, shortestPauseMs * 2 ** attempts);
}
