import type { Agent, Member } from './serf/agent.ts';

interface KeptAgentOptions {
  readonly open: () => Promise<Agent>;
  /** Tells whether a change of this member matters. A change of the agent itself always does. */
  readonly concerns: (member: Member) => boolean;
  /** Called when such a member has changed, and when the connection has ended by itself. */
  readonly ring: () => void;
  readonly onFailure: (error: Error) => void;
  readonly signal: AbortSignal;
  readonly now?: () => number;
}

const shortestPauseMs = 250;
const longestPauseMs = 10_000;

/** Keeps a connection to this node's agent. After a failure it opens a new one, with a longer pause each time. */
export class KeptAgent {
  readonly #options: KeptAgentOptions;
  readonly #now: () => number;
  #agent: Agent | undefined;
  #failures = 0;
  #notBefore = 0;

  constructor(options: KeptAgentOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** How many milliseconds to wait before the next try; 0 or less when there is nothing to wait for. */
  get pauseMs(): number {
    return this.#notBefore - this.#now();
  }

  /** Returns the agent that is connected, or connects to it. */
  async get(): Promise<Agent> {
    this.#agent ??= await this.#connect();
    return this.#agent;
  }

  /** Notes that the agent has answered: the pause after the next failure is short again. */
  answered(): void {
    this.#failures = 0;
  }

  /** Ends the connection because of an error. Returns the milliseconds after which to try again. */
  failed(error: Error): number {
    this.close();
    if (this.#options.signal.aborted) return 0;
    this.#options.onFailure(error);
    const pauseMs = Math.min(longestPauseMs, shortestPauseMs * 2 ** this.#failures++);
    this.#notBefore = this.#now() + pauseMs;
    return pauseMs;
  }

  close(): void {
    this.#agent?.close();
    this.#agent = undefined;
  }

  async #connect(): Promise<Agent> {
    const { open, concerns, ring } = this.#options;
    const opened = await open();
    void opened.ended.then((error) => {
      if (this.#agent !== opened) return;
      this.failed(error);
      ring();
    });
    try {
      const { name } = await opened.own();
      await opened.watch((member) => member.name === name || concerns(member), ring);
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  }
}
