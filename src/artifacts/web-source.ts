import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { measure } from './checksums.ts';
import { download } from './download.ts';
import { PassingError, type Patience, persist } from './persist.ts';
import { type Fetch, request } from './request.ts';
import { AbsentError, type OnBytes, type Part, pathOf, type Source } from './source.ts';
import { withTokens } from './token.ts';

interface Web {
  /** Base URL of a mirror; without it every URL is its own address. */
  readonly mirror?: string | undefined;
  readonly fetch: Fetch;
  readonly patience: Patience;
}

/** Image indexes and manifests, of OCI and of Docker. */
const accept = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  '*/*',
].join(', ');

/** The origins themselves, or a mirror of them. */
export function webSource({ mirror, fetch: plain, patience }: Web): Source {
  const fetch = withTokens(plain);
  const flight = singleFlight<string>();
  const addressOf = mirror ? mirrored(mirror) : originOf;

  async function get(url: string, headers: Readonly<Record<string, string>>) {
    const address = addressOf(url);
    const answer = await request(fetch, address, headers);
    if (answer.response.ok || answer.response.status === 416) return answer;
    throw new AbsentError(`${address} answers ${answer.response.status}`);
  }

  async function fileOf(part: Part, target: string, onBytes?: OnBytes): Promise<string> {
    if ((await stat(target).catch(() => undefined)) !== undefined) {
      if ((await measure(part, target)) === part.sha256) return target;
      await rm(target, { force: true });
    }
    const open = (from: number) => get(part.url, from > 0 ? { range: `bytes=${from}-` } : {});
    await download({ url: addressOf(part.url), part, target, open }, patience, onBytes).catch(unreachable);
    return target;
  }

  return {
    kind: mirror ? 'mirror' : 'origin',
    name: mirror ? `the mirror ${mirror}` : 'the internet',
    read: (url) =>
      persist(async () => {
        const { body } = await get(url, { accept });
        const chunks: Uint8Array[] = [];
        for await (const chunk of body) chunks.push(chunk);
        return Buffer.concat(chunks);
      }, patience).catch(unreachable),
    file(part, into, onBytes) {
      const target = join(into, pathOf(part.url));
      return flight(target, () => fileOf(part, target, onBytes));
    },
  };
}

function mirrored(mirror: string): (url: string) => string {
  return (url) => {
    const { host, pathname } = new URL(url);
    return `${mirror.replace(/\/+$/, '')}/${host}${pathname}`;
  };
}

// Docker Hub's registry does not live at the host of its names.
function originOf(url: string): string {
  return url.replace(/^https:\/\/docker\.io\//, 'https://registry-1.docker.io/');
}

function unreachable(error: unknown): never {
  throw error instanceof PassingError ? new AbsentError(error.message, { cause: error }) : error;
}

/** Runs the work of a key once at a time: who asks meanwhile gets the same result. */
function singleFlight<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const flights = new Map<string, Promise<T>>();
  return (key, work) => {
    const flight = flights.get(key) ?? work().finally(() => flights.delete(key));
    flights.set(key, flight);
    return flight;
  };
}
