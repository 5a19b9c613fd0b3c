import { createHash } from 'node:crypto';
import type { Cloudy, Node } from '../../inventory/schema.ts';

/** Where Serf's agents talk to each other, as everywhere in Cloudy. */
export const serfPort = 5000;
/** Where an agent takes commands: only programs on the same node reach it. */
export const serfRpc = '127.0.0.1:7373';

/**
 * Makes 32 hexadecimal digits that stay with an installation. machine-id(5) asks programs not to show the machine id
 * itself.
 */
export function hostId(machineId: string): string {
  return createHash('sha256').update(`cloudy ${machineId}`).digest('hex').slice(0, 32);
}

/** Makes the name of a node's agent. Of two agents with one name, anywhere in the community, one would stop. */
export function agentName(machineId: string, node: Node): string {
  return `${hostId(machineId)}-${node.name}`;
}

/**
 * Lists whom an agent joins, as ADDRESS:PORT: the cluster's other nodes of Cloudy, and the community that the inventory
 * names.
 */
export function peersOf(node: Node, nodes: readonly Node[], { serf }: Cloudy): readonly string[] {
  const others = nodes.filter((other) => other.cloudy && other !== node);
  const named = serf.join.map((member) => (member.includes(':') ? member : `${member}:${serfPort}`));
  return [...others.map((other) => `${other.address}:${serfPort}`), ...named];
}
