import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { Answers } from './ask-once.ts';
import { ConnectFailure } from './connect-failures.ts';
import { dial } from './dial.ts';
import type { Endpoint } from './endpoint.ts';
import {
  type HostKeys,
  notTrusted,
  preferredKeyTypes,
  readKnownHosts,
  refusalOf,
  rememberHostKey,
  trustQuestion,
  UnknownHostKey,
} from './host-keys.ts';

// Connecting takes longer only where something is wrong. A node that boots answers a new try sooner than an old one.
const dialSeconds = 5;
const patienceSeconds = 20;
const goodbyeMs = 1000;

/** A way to the node that is open: its last client is the node's, the others are jump hosts. */
export interface Link {
  readonly client: Client;
  readonly hostKey: Buffer;
  close(): void;
}

export interface LinkOptions {
  readonly answers: Answers;
  readonly secondsLeft: number;
  /** A connection to the first hop that is open already. */
  readonly socket?: Socket | undefined;
  readonly keepaliveSeconds: number;
  /** The host key that the node must have. */
  readonly pinned?: Buffer | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears why a host key could not be written down; the connection does not need that. */
  readonly note: (error: Error) => void;
}

/** Opens every hop of a route, once. */
export async function openLink(route: readonly Endpoint[], options: LinkOptions): Promise<Link> {
  const hops: Hop[] = [];
  const close = () => {
    for (const hop of hops.toReversed()) hangUp(hop);
  };
  try {
    for (const [index, endpoint] of route.entries()) {
      const pinned = index === route.length - 1 ? options.pinned : undefined;
      const through = hops.at(-1)?.client;
      hops.push(await openHop(endpoint, through, { ...options, pinned, socket: through ? undefined : options.socket }));
    }
  } catch (error) {
    close();
    throw error;
  }
  const last = hops.at(-1);
  if (!last) throw new Error('a route has at least one endpoint');
  return { client: last.client, hostKey: last.hostKey, close };
}

interface Hop {
  readonly client: Client;
  readonly socket: Duplex;
  readonly hostKey: Buffer;
}

async function openHop(
  endpoint: Endpoint,
  through: Client | undefined,
  options: LinkOptions,
  accepted?: Buffer,
): Promise<Hop> {
  const { answers, pinned, keepaliveSeconds } = options;
  const dialing = through
    ? forward(through, endpoint)
    : (options.socket ?? dial(endpoint, Math.max(1, Math.min(dialSeconds, options.secondsLeft)), options.signal));
  // This promise is awaited below. Until then, a failure of it must not count as unhandled.
  if (dialing instanceof Promise) dialing.catch(() => undefined);
  const lines = await readKnownHosts(endpoint.knownHostsFiles);
  // The code that speaks SSH is loaded while the other side gets ready. To load it before takes a tenth of a run.
  const [{ shakeHands }, { identitiesFor }] = await Promise.all([import('./handshake.ts'), import('./keys.ts')]);
  const [socket, identities] = await Promise.all([dialing, identitiesFor(endpoint, answers)]);
  const known: HostKeys = { lines, pinned, accepted };
  let hostKey: Buffer | undefined;
  try {
    const client = await shakeHands({
      endpoint,
      socket,
      identities,
      patienceSeconds,
      keepaliveSeconds,
      preferredKeyTypes: preferredKeyTypes(endpoint, known),
      verify: (key) => {
        const refusal = refusalOf(endpoint, key, known);
        if (!refusal) hostKey = key;
        return refusal;
      },
    });
    if (!hostKey) throw new Error('ssh2 has not shown the host key');
    return { client, socket, hostKey };
  } catch (error) {
    if (!(error instanceof UnknownHostKey)) throw error;
    await askWhetherTrusted(endpoint, error.key, answers);
    return await openHop(endpoint, through, { ...options, socket: undefined }, error.key);
  } finally {
    if (hostKey) await rememberHostKey(endpoint, hostKey, known).catch(options.note);
  }
}

// Nobody waits for the peer's goodbye: it takes a round trip, and never comes from a peer that is gone.
function hangUp({ client, socket }: Hop): void {
  socket.once('finish', () => socket.destroy());
  client.end();
  setTimeout(() => socket.destroy(), goodbyeMs).unref();
}

async function askWhetherTrusted(endpoint: Endpoint, key: Buffer, answers: Answers): Promise<void> {
  const answer = await answers.ask({ message: trustQuestion(endpoint, key), secret: false });
  if (!/^y(es)?$/i.test(answer.trim())) throw notTrusted(endpoint, key);
}

function forward(through: Client, endpoint: Endpoint): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    through.forwardOut('127.0.0.1', 0, endpoint.host, endpoint.port, (error, channel) =>
      error ? reject(new ConnectFailure('jump', endpoint, error.message)) : resolve(channel),
    );
  });
}
