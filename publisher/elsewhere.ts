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
 * Counts what members of Serf that are no nodes of this cluster show, by the name of the cluster that they say they are of.
 * Anybody may say anything there: it is good for people to read, and for nothing else.
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

/** Names of clusters are as microcloud takes them: what looks otherwise is something else. */
const isName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

function clusterOf(entry: string): string | undefined {
  const { e = '' } = cleanEntry(JSON.parse(entry)) ?? {};
  return isName.test(e) ? e : undefined;
}
