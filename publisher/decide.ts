import { type Entry, entryText } from './entry.ts';
import { fits, hasRoom, type Publication } from './publication.ts';
import { rendezvous } from './rendezvous.ts';

/** What a decision depends on. */
export interface Situation<E extends Entry> {
  /** The entries that Cloudy shall show, the oldest first. */
  readonly wanted: readonly E[];
  readonly own: Publication;
  /** What the other living publishers of this cluster publish. */
  readonly others: readonly Publication[];
  /** Returns how many publishers have not taken this port in time, although nobody publishes it. */
  readonly passedOver: (port: number) => number;
}

export interface Decision<E extends Entry> {
  /** All entries that this node's tag shall have. */
  readonly entries: readonly string[];
  /** By port: the name of the agent that publishes it. */
  readonly publishers: ReadonlyMap<number, string>;
  /** The entries that no tag has room for. */
  readonly refused: readonly E[];
}

/** A tag counts as full after this many entries that did not fit: each try costs a compression. */
const mostTries = 3;

/**
 * Decides what this node publishes. Each entry has its own order of publishers. This node takes an entry when no
 * earlier publisher in that order shows the entry or has room for it. It gives up an entry only when an earlier
 * publisher shows it. So entries move towards the first publisher of their order, and are never lost on the way. When a
 * tag is full, they stay where they are: a new Service never drives out another one.
 */
export function decide<E extends Entry>(situation: Situation<E>): Decision<E> {
  const { wanted, own, others, passedOver } = situation;
  const byName = new Map(healthyOf([own, ...others]).map((one) => [one.name, one]));
  const hasRoomLeft = roomCounter();
  const publishers = new Map<number, string>();
  const kept: E[] = [];
  const takeable: E[] = [];
  const noRoomElsewhere: E[] = [];
  for (const entry of wanted) {
    const order = rendezvous(entry.port, [...byName.keys()]).flatMap((name) => byName.get(name) ?? []);
    const place = order.indexOf(own);
    const before = place < 0 ? order : order.slice(0, place);
    const publisher = before.find((one) => one.own.has(entry.port));
    if (publisher) publishers.set(entry.port, publisher.name);
    else if (own.own.has(entry.port)) kept.push(entry);
    else {
      const after = [...order, ...others].find((one) => one.own.has(entry.port));
      if (after) publishers.set(entry.port, after.name);
      const able = before.filter((one) => hasRoomLeft(one, entry)).length;
      if (place >= 0 && able <= passedOver(entry.port)) takeable.push(entry);
      const later = place < 0 ? [] : order.slice(place + 1);
      if (!after && able === 0 && !later.some((one) => hasRoomLeft(one, entry))) noRoomElsewhere.push(entry);
    }
  }

  const { chosen, entries } = fill(own, kept, takeable);
  for (const { port } of chosen) publishers.set(port, own.name);
  const lost = kept.filter(({ port }) => !publishers.has(port));
  const refused = noRoomElsewhere.filter(({ port }) => !publishers.has(port));
  return { entries, publishers, refused: [...lost, ...refused] };
}

/** Picks the publishers on healthy nodes. When no node is healthy, all of them go on. */
function healthyOf(all: readonly Publication[]): readonly Publication[] {
  const healthy = all.filter(({ isHealthy }) => isHealthy);
  return healthy.length > 0 ? healthy : all;
}

/** Makes a function that tells whether a tag has room for an entry. A tag that counts as full has none. */
function roomCounter(): (one: Publication, entry: Entry) => boolean {
  const misfits = new Map<Publication, number>();
  return (one, entry) => {
    const before = misfits.get(one) ?? 0;
    if (before >= mostTries) return false;
    const has = hasRoom(one, entry);
    if (!has) misfits.set(one, before + 1);
    return has;
  };
}

/** Fills the tag: first with the entries that it has, the oldest first, as far as there is room; then with new ones. */
function fill<E extends Entry>(own: Publication, kept: readonly E[], takeable: readonly E[]) {
  const texts = (chosen: readonly E[]) => [...own.foreign, ...chosen.map((entry) => entryText(entry, own.place))];
  let chosen = [...kept];
  while (chosen.length > 0 && !fits(own, texts(chosen))) chosen.pop();
  let tries = 0;
  for (const entry of takeable) {
    if (tries >= mostTries) break;
    if (fits(own, texts([...chosen, entry]))) chosen = [...chosen, entry];
    else tries++;
  }
  return { chosen, entries: texts(chosen) };
}
