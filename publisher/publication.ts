import { type Entry, entryText, ownPort, type Place } from './entry.ts';
import { roomFor } from './room.ts';
import { type DecodedTag, decodeTag, encodeTag, servicesTag } from './tag.ts';

/** An agent with a publisher of this cluster beside it, as Serf knows it. */
export interface Publisher {
  /** The agent's name. */
  readonly name: string;
  readonly address: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether its node answers: otherwise the others shall take over what it has. */
  readonly isHealthy: boolean;
}

/** What one agent publishes, and what more it could. */
export interface Publication {
  readonly name: string;
  readonly isHealthy: boolean;
  readonly place: Place;
  readonly tag: DecodedTag;
  /** How long the text of the tag is, and how long it may be. */
  readonly size: number;
  readonly room: number;
  /** What others than this cluster's publishers wrote. */
  readonly foreign: readonly string[];
  /** What this cluster's publisher wrote, by port. */
  readonly own: ReadonlyMap<number, string>;
}

export function publicationOf(publisher: Publisher, cluster: string, node?: string): Publication {
  const { name, address, tags, isHealthy } = publisher;
  const tag = decodeTag(tags[servicesTag]);
  const entries = tag.kind === 'entries' ? tag.entries : [];
  const own = new Map<number, string>();
  for (const entry of entries) {
    const port = ownPort(entry, cluster);
    if (port !== undefined) own.set(port, entry);
  }
  return {
    ...{ name, isHealthy, tag, own },
    place: { cluster, node: node ?? nodeOf(own) ?? name, address },
    size: Buffer.byteLength(tags[servicesTag] ?? ''),
    room: roomFor(servicesTag, tags),
    foreign: entries.filter((entry) => ownPort(entry, cluster) === undefined),
  };
}

/** Agents may have other names than their nodes, but entries tell. */
function nodeOf(own: ReadonlyMap<number, string>): string | undefined {
  const [entry = '{}'] = own.values();
  const { m }: { readonly m?: unknown } = JSON.parse(entry);
  return typeof m === 'string' ? m.replace(/\.guifi\.local$/, '') : undefined;
}

/** Whether all these entries fit into the tag. */
export function fits({ room }: Publication, entries: readonly string[]): boolean {
  return tagSize(entries) <= room;
}

/** Whether an entry would fit beside what is there. */
export function hasRoom(publication: Publication, entry: Entry): boolean {
  const { foreign, own, place } = publication;
  return fits(publication, [...foreign, ...own.values(), entryText(entry, place)]);
}

const sizes = new Map<string, number>();

/** Compressing takes milliseconds, and each pass asks for the same sizes as the one before. */
function tagSize(entries: readonly string[]): number {
  const key = entries.join();
  const size = sizes.get(key) ?? encodeTag(entries)?.length ?? 0;
  sizes.delete(key);
  sizes.set(key, size);
  if (sizes.size > 200) for (const oldest of sizes.keys()) if (sizes.size > 100) sizes.delete(oldest);
  return size;
}
