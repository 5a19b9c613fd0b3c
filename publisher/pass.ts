import type { PublisherConfig } from './config.ts';
import { type Decision, decide } from './decide.ts';
import { isOfTheApi, markerOf, markerTag, markerTagText, readMarker } from './marker.ts';
import { type Publication, publicationOf } from './publication.ts';
import type { Agent, Member } from './serf/agent.ts';
import { isForOutside, type Service, type ServiceObject, serviceOf } from './service.ts';
import { type TagChanges, tagChanges } from './tag-changes.ts';
import { type Candidate, candidates } from './wanted.ts';

/** What the cluster wants. It is computed only when Services change, because passes are more frequent. */
export interface Wishes {
  readonly candidates: readonly Candidate[];
  /** The text of the tag by which other publishers know this one. None when this publisher does not share. */
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
  /** The agents of all other publishers, as Serf knows them. */
  readonly members: readonly Member[];
  /** What has to be written. Undefined when nothing differs. */
  readonly changes: TagChanges | undefined;
}

/** Compares the tags with what the cluster wants. Writes nothing. */
export async function pass(input: PassInput): Promise<Pass> {
  const { config, agent, wishes, isHealthy, isGone, passedOver } = input;
  const { cluster, node, address } = config;
  const { marker } = wishes;
  const found = marker === undefined ? [] : await agent.membersWith(markerTag, `^${marker}-?$`);
  const { name, tags, told } = await agent.own();
  const members = found.filter((member) => member.name !== name);
  const others = members
    .filter((member) => !isGone(member.name))
    .map((member) =>
      publicationOf(
        {
          ...{ name: member.name, address: member.address ?? '', tags: member.tags },
          isHealthy: readMarker(member.tags[markerTag], marker ?? '') === 'healthy',
        },
        cluster,
      ),
    );
  const markerText = marker && markerTagText(marker, isHealthy);
  // This node's marker takes room from the start, since entries must fit beside it.
  const marked = { ...tags, ...(markerText && { [markerTag]: markerText }) };
  const own = publicationOf({ name, address, isHealthy, tags: marked }, cluster, node);
  const wanted = wishes.candidates.filter(({ hidden, refused }) => hidden === undefined && refused === undefined);
  const decision = decide({ wanted, own, others, passedOver });
  const has = own.tag.kind === 'entries' ? own.tag.entries : undefined;
  const changes = tagChanges({ tags, told }, has, { entries: decision.entries, others: { [markerTag]: markerText } });
  return { wishes, decision, own, others, members, changes };
}
