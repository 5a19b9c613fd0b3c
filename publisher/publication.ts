import { type Entry, entryText, ownPort, type Place } from './entry.ts';
import { roomFor } from './room.ts';
import { type DecodedTag, decodeTag, encodeTag, servicesTag } from './tag.ts';

/** A node that has a publisher of this cluster, as Serf knows it. */
export interface Publisher {
  /** The agent's name. */
  readonly name: string;
  readonly address: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether the node answers on its NodePorts. If not, the others shall take over its entries. */
  readonly isHealthy: boolean;
}

/** What one node publishes, and how much more it could. */
export interface Publication {
  readonly name: string;
  readonly isHealthy: boolean;
  readonly place: Place;
  readonly tag: DecodedTag;
  /** The length of the tag's text, and its limit, in bytes. */
  readonly size: number;
  readonly room: number;
  /** The entries that other programs wrote. */
  readonly foreign: readonly string[];
  /** The entries that this cluster's publisher wrote, by port. */
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

/** Reads the node's name from an entry, because the agent's name may be another one. */
function nodeOf(own: ReadonlyMap<number, string>): string | undefined {
  const [entry = '{}'] = own.values();
  const { m }: { readonly m?: unknown } = JSON.parse(entry);
  return typeof m === 'string' ? m.replace(/\.guifi\.local$/, '') : undefined;
}

/** Tells whether all these entries fit into the tag. */
export function fits({ room }: Publication, entries: readonly string[]): boolean {
  return tagSize(entries) <= room;
}

/** Tells whether an entry would fit beside those that the tag has. */
export function hasRoom(publication: Publication, entry: Entry): boolean {
  const { foreign, own, place } = publication;
  return fits(publication, [...foreign, ...own.values(), entryText(entry, place)]);
}

const sizes = new Map<string, number>();

/** Returns how long a tag of these entries is. It remembers sizes: compressing is slow, and each pass asks the same. */
function tagSize(entries: readonly string[]): number {
  const key = entries.join();
  const size = sizes.get(key) ?? encodeTag(entries)?.length ?? 0;
  sizes.delete(key);
  sizes.set(key, size);
  if (sizes.size > 200) for (const oldest of sizes.keys()) if (sizes.size > 100) sizes.delete(oldest);
  return size;
}
