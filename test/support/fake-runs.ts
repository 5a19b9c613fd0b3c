import assert from 'node:assert/strict';
import type { Event } from '../../src/engine/events.ts';
import type { Inventory, Node } from '../../src/inventory/schema.ts';
import type { Run } from '../../src/tasks/run.ts';
import type { FakeNode } from './fake-node.ts';
import { makeScope, nobody } from './plan.ts';

/** The three nodes of a test's inventory, those with these names as control planes, and so many proxies before them. */
export function fakeInventory(servers: readonly string[], before = 0): Inventory {
  const { cluster, cloudy, nodes, proxies } = makeScope({
    proxies: before,
    ...(before > 0 ? { cluster: { sharedAddress: '192.168.0.200' } } : {}),
  });
  const role = ({ name }: Node) => (servers.includes(name) ? 'control-plane' : 'worker');
  return {
    ...{ path: '/inventory.yaml', cluster, cloudy, artifacts: {}, ...nobody },
    nodes: [...nodes.map((node): Node => ({ ...node, role: role(node) })), ...proxies],
  };
}

/** Runs over fake nodes: their events and connections are kept; nothing is fetched, and nobody is asked for a secret. */
export function fakeRuns(
  inventory: Inventory,
  made: (node: string) => FakeNode,
  failureOf: (node: string) => Error | undefined,
) {
  const events: Event[] = [];
  const connections = new Map<string, FakeNode[]>();
  const runOf = (only: readonly string[]): Run => ({
    inventory,
    nodes: inventory.nodes.filter(({ name }) => only.includes(name)),
    connect: async ({ name }) => {
      const failure = failureOf(name);
      if (failure) throw failure;
      const connection = made(name);
      connections.set(name, [...(connections.get(name) ?? []), connection]);
      return connection;
    },
    resolve: () => Promise.reject(new Error('no secrets here')),
    store: { fetch: async () => assert.fail('nothing is fetched here') },
    uploads: (work) => work(),
    emit: (event) => events.push(event),
    holder: 'test',
  });
  return { events, connections, runOf };
}

/** What a node answers about files that has one only: the certificate of its cluster. */
export function caAnswer(text: string): string {
  const content = Buffer.from(text);
  return `${content.length} 1 644 root:root /etc/kubernetes/pki/ca.crt\n\n${content.toString('base64')}\n`;
}
