import { type AgentAddress, AgentConnection } from './agent-connection.ts';

export interface Member {
  readonly name: string;
  /** Undefined where the agent says it in a way that is not understood. */
  readonly address: string | undefined;
  readonly port: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface OwnTags {
  /** The agent's. */
  readonly name: string;
  /** Its tags as it was told them last. */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * The same as it tells them to others. An agent that has to contradict another, which takes it for dead, at the very
   * moment of a change drops what it was about to tell: memberlist counts both, and the change comes second.
   */
  readonly told: Readonly<Record<string, string>>;
}

/** What a node's Serf agent is asked, in the publisher's words. */
export interface Agent {
  own(): Promise<OwnTags>;
  /** The living members that have this tag. */
  membersWith(tag: string, pattern: string): Promise<readonly Member[]>;
  /** Calls back whenever one of these members changes. */
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

/** Agents wait for their gossip before they answer; longer than this they do not. */
const writePatienceMs = 15_000;

/**
 * Changes tags, the others stay as they are. On a connection of its own: the agent has the new tags at once but
 * answers up to two seconds later, and until then it hears nothing else on this connection.
 */
export async function writeTags(
  address: AgentAddress,
  { set, remove }: { readonly set: Readonly<Record<string, string>>; readonly remove: readonly string[] },
): Promise<void> {
  const connection = await AgentConnection.open(address);
  try {
    await connection.request('tags', { Tags: set, DeleteTags: remove }, { patienceMs: writePatienceMs });
  } finally {
    connection.close();
  }
}

function membersOf(answer: unknown): readonly Member[] {
  const { Members: members } = answer as { readonly Members: readonly RawMember[] | null };
  return (members ?? []).map(({ Name, Addr, Port, Tags }) => ({
    ...{ name: Name, port: Port, tags: Tags ?? {} },
    // Four bytes, or sixteen that end with these four.
    address: Addr instanceof Uint8Array && Addr.length >= 4 ? Addr.slice(-4).join('.') : undefined,
  }));
}
