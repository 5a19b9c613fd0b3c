import { cleanEntry } from './clean-entry.ts';
import { markerTag, readMarker } from './marker.ts';
import type { Member } from './serf/agent.ts';
import type { OtherCluster } from './status.ts';
import { decodeTag, mostOfOthers, servicesTag } from './tag.ts';

interface Here {
  /** The name of this node's agent. */
  readonly name: string;
  /** The names of the cluster's other nodes by their addresses. */
  readonly known: ReadonlyMap<string, string>;
  readonly marker: string | undefined;
}

/**
 * Counts the Services of other clusters, by the names that their nodes give. Anybody can write anything there, so the
 * result is only for people to read.
 */
export function clustersElsewhere(members: readonly Member[], { name, known, marker }: Here): readonly OtherCluster[] {
  const strangers = members.filter(
    (member) =>
      member.name !== name &&
      !known.has(member.address ?? '') &&
      (marker === undefined || readMarker(member.tags[markerTag], marker) === undefined),
  );
  const names = strangers.flatMap(({ tags }) => {
    const tag = decodeTag(tags[servicesTag], mostOfOthers);
    return tag.kind === 'entries' ? tag.entries.flatMap((entry) => clusterOf(entry) ?? []) : [];
  });
  const counts = new Map<string, number>();
  for (const one of names) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].map(([one, services]) => ({ name: one, services })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The form of a cluster's name in microcloud. Any other text is no name of a cluster. */
const isName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

function clusterOf(entry: string): string | undefined {
  const { e = '' } = cleanEntry(JSON.parse(entry)) ?? {};
  return isName.test(e) ? e : undefined;
}
