import { type AgentAddress, AgentConnection } from './agent-connection.ts';

export interface Member {
  readonly name: string;
  /** Undefined when the agent's answer has no IPv4 address in a known form. */
  readonly address: string | undefined;
  readonly port: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface OwnTags {
  /** The agent's name. */
  readonly name: string;
  /** The tags that the agent was given last. */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * The tags that the agent's own list of members has, which are those that it tells others. They differ when the agent
   * had to deny its own death at the very moment of a change: memberlist then drops the change (UpdateNode, refute).
   */
  readonly told: Readonly<Record<string, string>>;
}

/** The questions that the publisher has for its node's Serf agent. */
export interface Agent {
  own(): Promise<OwnTags>;
  /** Returns the living members that have this tag. The pattern is about the whole tag, not a part of it. */
  membersWith(tag: string, pattern: string): Promise<readonly Member[]>;
  /** Calls `onChange` whenever one of these members changes. */
  watch(concerns: (member: Member) => boolean, onChange: () => void): Promise<void>;
  readonly ended: Promise<Error>;
  close(): void;
}

interface RawMember {
  readonly Name: string;
  readonly Addr: unknown;
  readonly Port: number;
  readonly Tags: Readonly<Record<string, string>> | null;
}

const changes = 'member-join,member-leave,member-failed,member-update';

export async function openAgent(address: AgentAddress): Promise<Agent> {
  const connection = await AgentConnection.open(address);
  return {
    ended: connection.ended,
    close: () => connection.close(),
    async own() {
      const stats = await connection.request('stats', undefined, { hasBody: true });
      const { agent, tags } = stats as { agent: { name: string }; tags: Record<string, string> | null };
      const filter = { Name: agent.name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'), Status: 'alive' };
      const [self] = membersOf(await connection.request('members-filtered', filter, { hasBody: true }));
      return { name: agent.name, tags: tags ?? {}, told: self?.tags ?? tags ?? {} };
    },
    async membersWith(tag, pattern) {
      const filter = { Tags: { [tag]: pattern }, Status: 'alive' };
      const answer = await connection.request('members-filtered', filter, { hasBody: true });
      return membersOf(answer);
    },
    watch: (concerns, onChange) =>
      connection.listen(changes, (event) => {
        if (membersOf(event).some(concerns)) onChange();
      }),
  };
}

/** How long to wait for an agent's answer to new tags: it answers when its gossip is out, or after five seconds. */
const writePatienceMs = 15_000;
/** The answer of an agent that has the new tags, but could not tell the others within five seconds. */
const notTold = 'timeout waiting for update broadcast';
const mostTries = 3;

export interface TagsRequest {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

/** An agent that is asked to change nothing tells the others the tags that it has. */
export const tellAgain: TagsRequest = { set: {}, remove: [] };

/**
 * Changes some tags and leaves the others as they are. It uses a connection of its own, because the agent hears nothing
 * else on this connection until it answers. The agent has the new tags at once, and answers up to two seconds later.
 */
export async function writeTags(address: AgentAddress, { set, remove }: TagsRequest): Promise<void> {
  const connection = await AgentConnection.open(address);
  try {
    await connection.request('tags', { Tags: set, DeleteTags: remove }, { patienceMs: writePatienceMs });
  } finally {
    connection.close();
  }
}

/** Does the same for a call that ends by itself: lets the agent tell again what it could not tell. */
export async function writeAndTell(address: AgentAddress, changes: TagsRequest): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await writeTags(address, tries === 1 ? changes : tellAgain);
    } catch (error) {
      if (tries === mostTries || !(error as Error).message.includes(notTold)) throw error;
    }
  }
}

function membersOf(answer: unknown): readonly Member[] {
  const { Members: members } = answer as { readonly Members: readonly RawMember[] | null };
  return (members ?? []).map(({ Name, Addr, Port, Tags }) => ({
    ...{ name: Name, port: Port, tags: Tags ?? {} },
    // An IPv4 address has four bytes, or sixteen of which the last four are the address.
    address: Addr instanceof Uint8Array && Addr.length >= 4 ? Addr.slice(-4).join('.') : undefined,
  }));
}
