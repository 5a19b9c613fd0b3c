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
  /** The tags that were last set in the agent. */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * The tags in the agent's own list of members, which are those that it tells others. They differ from `tags` when
   * others believed the agent dead at the moment of a change: memberlist then drops the change (UpdateNode, refute).
   */
  readonly told: Readonly<Record<string, string>>;
}

/** The publisher's view of its node's Serf agent. */
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

/** How long to wait for an agent's answer to new tags. It answers when its gossip is sent, or after five seconds. */
const writePatienceMs = 15_000;
/** The error of an agent that has the new tags, but could not tell the others within five seconds. */
const notTold = 'timeout waiting for update broadcast';
const mostTries = 3;

export interface TagsRequest {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

/** A change of nothing: the agent then tells the others again which tags it has. */
export const tellAgain: TagsRequest = { set: {}, remove: [] };

/**
 * Changes some tags and leaves the others as they are. It uses its own connection, on which the agent reads nothing
 * else until it answers. The agent has the new tags at once, and answers up to two seconds later.
 */
export async function writeTags(address: AgentAddress, { set, remove }: TagsRequest): Promise<void> {
  const connection = await AgentConnection.open(address);
  try {
    await connection.request('tags', { Tags: set, DeleteTags: remove }, { patienceMs: writePatienceMs });
  } finally {
    connection.close();
  }
}

/**
 * Does the same as {@link writeTags} for a program that ends afterwards: if the agent could not tell the others, lets
 * it try again, up to three times.
 */
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
