import type { PublisherConfig } from './config.ts';
import { type Decision, decide } from './decide.ts';
import { isOfTheApi, markerOf, markerTag, markerTagText, readMarker } from './marker.ts';
import { type Publication, publicationOf } from './publication.ts';
import type { Agent, Member } from './serf/agent.ts';
import { isForOutside, type Service, type ServiceObject, serviceOf } from './service.ts';
import { type TagChanges, tagChanges } from './tag-changes.ts';
import { type Candidate, candidates } from './wanted.ts';

/** What the cluster wants: computed when Services change, as passes are many more. */
export interface Wishes {
  readonly candidates: readonly Candidate[];
  /** The tag by which other publishers know this one; none where it does not share. */
  readonly marker: string | undefined;
}

/** What of a Service it takes to know that. */
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
  /** The other publishers that live. */
  readonly others: readonly Publication[];
  /** The agents of all other publishers, as Serf knows them. */
  readonly members: readonly Member[];
  /** What is to be written: nothing where nothing differs. */
  readonly changes: TagChanges | undefined;
}

/** Compares what shall be with what the tags say. Writes nothing. */
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
  // Its own marker counts from the start: what fits must fit beside it.
  const marked = { ...tags, ...(markerText && { [markerTag]: markerText }) };
  const own = publicationOf({ name, address, isHealthy, tags: marked }, cluster, node);
  const wanted = wishes.candidates.filter(({ hidden, refused }) => hidden === undefined && refused === undefined);
  const decision = decide({ wanted, own, others, passedOver });
  const has = own.tag.kind === 'entries' ? own.tag.entries : undefined;
  const changes = tagChanges({ tags, told }, has, { entries: decision.entries, others: { [markerTag]: markerText } });
  return { wishes, decision, own, others, members, changes };
}
