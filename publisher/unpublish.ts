import type { PublisherConfig } from './config.ts';
import { markerTag } from './marker.ts';
import { publicationOf } from './publication.ts';
import { openAgent, writeAndTell } from './serf/agent.ts';
import { agentAddress } from './serf/agent-connection.ts';
import { type TagChanges, tagChanges } from './tag-changes.ts';

/** Removes everything that this publisher wrote from this node's tags. Does not ask the API. */
export async function unpublishAll(config: PublisherConfig): Promise<TagChanges | undefined> {
  const agent = await openAgent(agentAddress(config));
  try {
    const { name, tags, told } = await agent.own();
    const { cluster, node, address } = config;
    const { tag, foreign } = publicationOf({ name, place: { cluster, node, address }, tags, isHealthy: true });
    const has = tag.kind === 'entries' ? tag.entries : undefined;
    const changes = tagChanges({ tags, told }, has, { entries: foreign, others: { [markerTag]: undefined } });
    if (changes) await writeAndTell(agentAddress(config), changes);
    return changes;
  } finally {
    agent.close();
  }
}
