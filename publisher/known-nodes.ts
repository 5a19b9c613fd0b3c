import { lookup } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import type { PublisherConfig } from './config.ts';
import type { Log } from './log.ts';

const pauseMs = 60_000;

type Resolve = (host: string) => Promise<string>;

const resolveHost: Resolve = async (host) => (await lookup(host, { family: 4 })).address;

/**
 * Knows the addresses of the cluster's other nodes. Anybody who reaches Serf's port can become a member and write any
 * tag, so only members at these addresses are believed about the cluster's Services.
 */
export class KnownNodes {
  readonly #neighbours: readonly (readonly [name: string, host: string])[];
  readonly #log: Log;
  readonly #resolve: Resolve;
  #byAddress: ReadonlyMap<string, string> = new Map();
  #said = '';

  constructor({ neighbours }: Pick<PublisherConfig, 'neighbours'>, log: Log, resolve: Resolve = resolveHost) {
    this.#neighbours = Object.entries(neighbours);
    this.#log = log;
    this.#resolve = resolve;
  }

  /** The nodes' names by their IPv4 addresses. */
  get byAddress(): ReadonlyMap<string, string> {
    return this.#byAddress;
  }

  /** Looks up the hosts that are names. A host that cannot be found now keeps its last address. */
  async look(): Promise<void> {
    const before = new Map([...this.#byAddress].map(([address, name]) => [name, address]));
    const lost: string[] = [];
    const found = await Promise.all(
      this.#neighbours.map(async ([name, host]) => {
        const address = isIPv4(host) ? host : await this.#resolve(host).catch(() => undefined);
        if (address === undefined) lost.push(host);
        return [address ?? before.get(name), name] as const;
      }),
    );
    this.#byAddress = new Map(found.flatMap(([address, name]) => (address === undefined ? [] : [[address, name]])));
    const text = lost.join(', ');
    if (text !== '' && text !== this.#said) this.#log('warning', `No address is known of ${text}.`);
    this.#said = text;
  }

  /** Looks again each minute, if any host is a name. */
  watch(signal: AbortSignal, onLook: () => void): void {
    if (this.#neighbours.every(([, host]) => isIPv4(host))) return;
    const timer = setInterval(() => void this.look().then(onLook), pauseMs);
    signal.addEventListener('abort', () => clearInterval(timer));
  }
}
