import type { PublisherConfig } from './config.ts';
import { type Decision, decide } from './decide.ts';
import type { Place } from './entry.ts';
import { isOfTheApi, markerOf, markerTag, markerTagText, readMarker } from './marker.ts';
import { type Publication, type Publisher, publicationOf, publicationOfOther } from './publication.ts';
import type { Agent, Member } from './serf/agent.ts';
import { isForOutside, type Service, type ServiceObject, serviceOf } from './service.ts';
import { type TagChanges, tagChanges } from './tag-changes.ts';
import { type Candidate, candidates } from './wanted.ts';

/** What the cluster wants. It is computed only when Services change, because passes are more frequent. */
export interface Wishes {
  readonly candidates: readonly Candidate[];
  /** The text of the tag by which other publishers know this one. undefined when this publisher does not share. */
  readonly marker: string | undefined;
}

/** Returns what the publisher remembers of a Service, or undefined when it does not need the Service. */
export function keepService(object: ServiceObject): Service | undefined {
  const service = serviceOf(object);
  return isForOutside(service) || isOfTheApi(service) ? service : undefined;
}

export function wishesOf(services: readonly Service[], { namespaces, spread }: PublisherConfig): Wishes {
  return {
    candidates: candidates(services, namespaces),
    marker: spread ? markerOf(services) : undefined,
  };
}

export interface PassInput {
  readonly config: PublisherConfig;
  readonly agent: Agent;
  readonly wishes: Wishes;
  /** The names of the cluster's other nodes by their addresses. */
  readonly known: ReadonlyMap<string, string>;
  readonly isHealthy: boolean;
  readonly isGone: (name: string) => boolean;
  readonly passedOver: (port: number) => number;
}

export interface Pass {
  readonly wishes: Wishes;
  readonly decision: Decision<Candidate>;
  readonly own: Publication;
  /** What the other living publishers publish. */
  readonly others: readonly Publication[];
  /** The agents of the cluster's other nodes that have publishers, as Serf knows them. */
  readonly members: readonly Member[];
  /** What has to be written. Undefined when nothing differs. */
  readonly changes: TagChanges | undefined;
}

/** Compares the tags with what the cluster wants. Writes nothing. */
export async function pass(input: PassInput): Promise<Pass> {
  const { config, agent, wishes, known, isHealthy, isGone, passedOver } = input;
  const { cluster, node, address } = config;
  const { marker } = wishes;
  const found = marker === undefined ? [] : await agent.membersWith(markerTag, `^${marker}-?$`);
  const { name, tags, told } = await agent.own();
  const members = found.filter((member) => member.name !== name && placeOf(member, known) !== undefined);
  const others = members.flatMap((member) => {
    const place = placeOf(member, known);
    if (!place || isGone(member.name)) return [];
    const isHealthy = readMarker(member.tags[markerTag], marker ?? '') === 'healthy';
    return readable({ name: member.name, place: { cluster, ...place }, tags: member.tags, isHealthy });
  });
  const markerText = marker && markerTagText(marker, isHealthy);
  // The marker counts from the start, since entries must fit beside it.
  const marked = { ...tags, ...(markerText && { [markerTag]: markerText }) };
  const own = publicationOf({ name, place: { cluster, node, address }, isHealthy, tags: marked });
  const wanted = wishes.candidates.filter(({ hidden, refused }) => hidden === undefined && refused === undefined);
  const decision = decide({ wanted, own, others, passedOver });
  const has = own.tag.kind === 'entries' ? own.tag.entries : undefined;
  const changes = tagChanges({ tags, told }, has, { entries: decision.entries, others: { [markerTag]: markerText } });
  return { wishes, decision, own, others, members, changes };
}

/**
 * Returns which node of the cluster a member is, or undefined for a stranger. Only its address counts, not what it
 * says.
 */
export function placeOf({ address }: Member, known: ReadonlyMap<string, string>): Omit<Place, 'cluster'> | undefined {
  const node = known.get(address ?? '');
  return address === undefined || node === undefined ? undefined : { address, node };
}

/** Leaves out a node whose tags cannot be read: it must not stop the others. */
function readable(publisher: Publisher): readonly Publication[] {
  try {
    return [publicationOfOther(publisher)];
  } catch {
    return [];
  }
}
