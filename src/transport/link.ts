import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { Answers } from './ask-once.ts';
import { ConnectFailure } from './connect-failures.ts';
import { dial } from './dial.ts';
import type { Endpoint } from './endpoint.ts';
import {
  aboutAuthority,
  type HostKeys,
  notTrusted,
  preferredKeyTypes,
  refusalOf,
  trustQuestion,
  UnknownHostKey,
} from './host-keys.ts';
import { readKnownHosts, readRevokedKeys, rememberHostKey } from './known-hosts-files.ts';
import { type ProxySocket, startProxy } from './proxy-command.ts';
import { forward } from './through-host.ts';
import { dialSeconds, goodbyeMs } from './time-outs.ts';

/** An open way to the node, over jump hosts where there are some. `client` is the node's. */
export interface Link {
  readonly client: Client;
  readonly hostKey: Buffer;
  close(): void;
}

export interface LinkOptions {
  readonly answers: Answers;
  readonly secondsLeft: number;
  /** A TCP connection to the first hop, if one is open already. */
  readonly socket?: Socket | undefined;
  readonly keepaliveSeconds: number;
  /** The host key that the node must have. */
  readonly pinned?: Buffer | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Seconds for which the host may be silent during the handshake. */
  readonly patienceSeconds: number;
  /** Gets texts that a person may want to know. */
  readonly note: (text: string) => void;
}

/** Opens every hop of a route. Makes one try. */
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
  const dialing = openSocket(endpoint, through, options);
  // The promise is awaited below. Until then its failure must not count as an unhandled rejection.
  dialing.catch(() => undefined);
  const files = [readKnownHosts(endpoint.knownHostsFiles), readRevokedKeys(endpoint)];
  const lines = (await Promise.all(files)).flat();
  // The code for SSH is loaded while the other side gets ready. Loaded earlier, it would take a tenth of a run.
  const [{ shakeHands }, { identitiesFor }] = await Promise.all([import('./handshake.ts'), import('./keys.ts')]);
  const [{ socket, complaint }, identities] = await Promise.all([dialing, identitiesFor(endpoint, answers)]);
  const known: HostKeys = { lines, pinned, accepted };
  let hostKey: Buffer | undefined;
  try {
    const client = await shakeHands({
      endpoint,
      socket,
      identities,
      patienceSeconds: options.patienceSeconds,
      note: options.note,
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
    socket.destroy();
    if (complaint && error instanceof ConnectFailure && error.kind === 'closed')
      throw new ConnectFailure('proxy', endpoint, await complaint());
    if (!(error instanceof UnknownHostKey)) throw error;
    aboutAuthority(endpoint.knownAs, lines).forEach(options.note);
    await askWhetherTrusted(endpoint, error.key, answers);
    return await openHop(endpoint, through, { ...options, socket: undefined }, error.key);
  } finally {
    if (hostKey) await writeDown(endpoint, hostKey, { known, note: options.note });
  }
}

/** Writes down a host key, for the next time. A host key that cannot be written down stops nothing. */
async function writeDown(
  endpoint: Endpoint,
  hostKey: Buffer,
  { known, note }: Pick<LinkOptions, 'note'> & { readonly known: HostKeys },
): Promise<void> {
  await rememberHostKey(endpoint, hostKey, known).catch(({ message }: Error) =>
    note(`The host key of ${endpoint.label} is not written down: ${message}`),
  );
}

async function openSocket(
  endpoint: Endpoint,
  through: Client | undefined,
  { socket, secondsLeft, signal }: LinkOptions,
): Promise<Pick<ProxySocket, 'socket'> & Partial<ProxySocket>> {
  if (through) return { socket: await forward(through, endpoint) };
  if (endpoint.proxyCommand !== undefined) return startProxy(endpoint);
  const seconds = Math.max(1, Math.min(endpoint.wire.connectSeconds ?? dialSeconds, secondsLeft));
  return { socket: socket ?? (await dial(endpoint, seconds, signal)) };
}

// Closes without waiting for the peer: its answer takes a round trip, and never comes from a peer that is gone.
function hangUp({ client, socket }: Hop): void {
  socket.once('finish', () => socket.destroy());
  client.end();
  setTimeout(() => socket.destroy(), goodbyeMs).unref();
}

async function askWhetherTrusted(endpoint: Endpoint, key: Buffer, answers: Answers): Promise<void> {
  const answer = await answers.ask({ message: trustQuestion(endpoint, key), secret: false });
  if (!/^y(es)?$/i.test(answer.trim())) throw notTrusted(endpoint, key);
}
