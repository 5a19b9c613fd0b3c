import assert from 'node:assert/strict';
import type { Event } from '../../src/engine/events.ts';
import type { Inventory, Node } from '../../src/inventory/schema.ts';
import type { Run } from '../../src/tasks/run.ts';
import { quickClock } from './clock.ts';
import type { FakeNode } from './fake-node.ts';
import { makeScope, nobody } from './plan.ts';

/**
 * Makes an inventory of three nodes: the named ones are control planes, and `before` proxies stand before the cluster.
 */
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

/** Makes a run that fetches nothing and asks for no secrets. Its waits take no time. */
export function fakeRun(run: Pick<Run, 'inventory' | 'nodes' | 'connect'> & Partial<Run>): Run {
  return {
    resolve: () => Promise.reject(new Error('no secrets here')),
    store: { fetch: async () => assert.fail('nothing is fetched here') },
    uploads: (work) => work(),
    emit: () => {},
    clock: quickClock(),
    holder: 'test',
    ...run,
  };
}

/** Makes runs over fake nodes, and records their events and connections. */
export function fakeRuns(
  inventory: Inventory,
  made: (node: string) => FakeNode,
  failureOf: (node: string) => Error | undefined,
) {
  const events: Event[] = [];
  const connections = new Map<string, FakeNode[]>();
  const connect = async ({ name }: Pick<Node, 'name'>) => {
    const failure = failureOf(name);
    if (failure) throw failure;
    const connection = made(name);
    connections.set(name, [...(connections.get(name) ?? []), connection]);
    return connection;
  };
  const emit = (event: Event) => void events.push(event);
  const runOf = (only: readonly string[]) =>
    fakeRun({ inventory, nodes: inventory.nodes.filter(({ name }) => only.includes(name)), connect, emit });
  return { events, connections, runOf };
}

/** Makes the answer of a node about the CA certificate of its cluster. */
export function caAnswer(text: string): string {
  const content = Buffer.from(text);
  return `${content.length} 1 644 root:root /etc/kubernetes/pki/ca.crt\n\n${content.toString('base64')}\n`;
}
