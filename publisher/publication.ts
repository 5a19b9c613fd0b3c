import { type Entry, entryText, ownPort, type Place, portAt } from './entry.ts';
import { roomFor } from './room.ts';
import { type DecodedTag, decodeTag, mostOfOthers, servicesTag } from './tag.ts';
import { tagSize } from './tag-size.ts';

/** A node that has a publisher of this cluster, as Serf knows it. */
export interface Publisher {
  /** The agent's name. */
  readonly name: string;
  readonly place: Place;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether the node answers on its NodePorts. If not, other nodes take over its entries. */
  readonly isHealthy: boolean;
}

/** What one node publishes, and how much room it has. */
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

/** Reads what this node publishes. */
export function publicationOf(publisher: Publisher): Publication {
  const { tags, place } = publisher;
  return read(publisher, decodeTag(tags[servicesTag]), (entry) => ownPort(entry, place.cluster));
}

/** Reads what another node publishes. Only entries with its own address count, and only a tag of at most 8000 bytes. */
export function publicationOfOther(publisher: Publisher): Publication {
  const { tags, place } = publisher;
  const tag = decodeTag(tags[servicesTag], mostOfOthers);
  return read(publisher, tag, (entry) => portAt(entry, place.cluster, place.address));
}

function read(publisher: Publisher, tag: DecodedTag, portIn: (entry: string) => number | undefined): Publication {
  const { name, place, tags, isHealthy } = publisher;
  const foreign: string[] = [];
  const own = new Map<number, string>();
  for (const entry of tag.kind === 'entries' ? tag.entries : []) {
    const port = portIn(entry);
    if (port === undefined) foreign.push(entry);
    else own.set(port, entry);
  }
  return {
    ...{ name, isHealthy, place, tag, own, foreign },
    size: Buffer.byteLength(tags[servicesTag] ?? ''),
    room: roomFor(servicesTag, tags),
  };
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
