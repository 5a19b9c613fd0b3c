import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { measure } from './checksums.ts';
import { download } from './download.ts';
import { PassingError, type Patience, persist } from './persist.ts';
import { overHttps } from './redirects.ts';
import { type Fetch, request } from './request.ts';
import { AbsentError, type OnBytes, type Part, pathOf, type Source } from './source.ts';
import { listName, voucher } from './sum-list.ts';
import { withTokens } from './token.ts';

interface Web {
  /** Base URL of a mirror. Without it every URL is fetched from its own host. */
  readonly mirror?: string | undefined;
  /** The SHA-256 of the mirror's SHA256SUMS that the inventory names. */
  readonly sums?: string | undefined;
  readonly fetch: Fetch;
  readonly patience: Patience;
}

/** The media types of image indexes and manifests, of OCI and of Docker. */
const accept = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  '*/*',
].join(', ');

/** Most bytes of a checksum, a list of sums or a manifest. Registries take no manifest above 4 MiB, either. */
const documentLimit = 4 << 20;

/** Makes a source of the origins themselves, or of a mirror of them. */
export function webSource({ mirror, sums, fetch: plain, patience }: Web): Source {
  // A mirror has no tokens, and may redirect to HTTP: its files are checked against sums from elsewhere.
  const fetch = mirror ? plain : withTokens(overHttps(plain));
  const flight = singleFlight<string>();
  const addressOf = mirror ? mirrored(mirror) : originOf;

  async function get(address: string, headers: Readonly<Record<string, string>>) {
    const answer = await request(fetch, address, headers);
    if (answer.response.ok || answer.response.status === 416) return answer;
    throw new AbsentError(`${address} answers ${answer.response.status}`);
  }

  const readAt = (address: string) =>
    persist(async () => documentIn(await get(address, { accept }), address), patience).catch(unreachable);

  async function fileOf(part: Part, target: string, onBytes?: OnBytes): Promise<string> {
    if ((await stat(target).catch(() => undefined)) !== undefined) {
      if ((await measure(part, target)) === part.sha256) return target;
      await rm(target, { force: true });
    }
    const address = addressOf(part.url);
    const open = (from: number) => get(address, from > 0 ? { range: `bytes=${from}-` } : {});
    await download({ url: address, part, target, open }, patience, onBytes).catch(unreachable);
    return target;
  }

  return {
    kind: mirror ? 'mirror' : 'origin',
    name: mirror ? `the mirror ${mirror}` : 'the internet',
    vouched: voucher(sums, String(mirror), () => readAt(`${withoutSlash(String(mirror))}/${listName}`)),
    read: (url) => readAt(addressOf(url)),
    file(part, into, onBytes) {
      const target = join(into, pathOf(part.url));
      return flight(target, () => fileOf(part, target, onBytes));
    },
  };
}

/** Reads a document as a whole. Throws an AbsentError when it is too long for one. */
async function documentIn({ body }: { readonly body: AsyncIterable<Uint8Array> }, address: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > documentLimit) throw new AbsentError(`${address} is longer than a document can be`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function mirrored(mirror: string): (url: string) => string {
  return (url) => {
    const { host, pathname } = new URL(url);
    return `${withoutSlash(mirror)}/${host}${pathname}`;
  };
}

function withoutSlash(mirror: string): string {
  return mirror.replace(/\/+$/, '');
}

// Names of images say docker.io, but the registry of Docker Hub has another host.
function originOf(url: string): string {
  return url.replace(/^https:\/\/docker\.io\//, 'https://registry-1.docker.io/');
}

function unreachable(error: unknown): never {
  throw error instanceof PassingError ? new AbsentError(error.message, { cause: error }) : error;
}

/** Runs the work of a key once at a time: a caller who asks meanwhile gets the same result. */
function singleFlight<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const flights = new Map<string, Promise<T>>();
  return (key, work) => {
    const flight = flights.get(key) ?? work().finally(() => flights.delete(key));
    flights.set(key, flight);
    return flight;
  };
}
