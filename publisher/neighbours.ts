import { connect } from 'node:net';
import type { Member } from './serf/agent.ts';

/** Each neighbour is asked every `pauseMs`, and counts as gone after `mostFailures` failures in a row. */
const pauseMs = 5000;
const patienceMs = 3000;
const mostFailures = 3;

/**
 * Knows which other publishers' agents do not answer. Serf itself says so only after up to a minute, as Cloudy's agents
 * use its slow profile (wan), but another node shall take over the share of a dead node within half a minute. The check
 * connects to the agent and hangs up. Agents do that to each other, too, and log nothing about it.
 */
export class Neighbours {
  readonly #failures = new Map<string, number>();
  readonly #onChange: () => void;
  members: readonly Member[] = [];

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  isGone(name: string): boolean {
    return (this.#failures.get(name) ?? 0) >= mostFailures;
  }

  watch(signal: AbortSignal): void {
    const timer = setInterval(() => void Promise.all(this.members.map((member) => this.#look(member))), pauseMs);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  async #look({ name, address, port }: Member): Promise<void> {
    if (address === undefined) return;
    const wasGone = this.isGone(name);
    if (await answers(address, port)) this.#failures.delete(name);
    else this.#failures.set(name, (this.#failures.get(name) ?? 0) + 1);
    if (this.isGone(name) !== wasGone) this.#onChange();
  }
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: boolean) => {
      clearTimeout(limit);
      socket.destroy();
      resolve(answer);
    };
    const limit = setTimeout(() => end(false), patienceMs);
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
  });
}
