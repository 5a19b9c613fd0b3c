import assert from 'node:assert/strict';
import type { Event } from '../../src/engine/events.ts';
import type { Inventory, Node } from '../../src/inventory/schema.ts';
import type { Run } from '../../src/tasks/run.ts';
import { quickClock } from './clock.ts';
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

/** A run that fetches nothing, and asks nobody for a secret; its waits take no time. */
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

/** Runs over fake nodes: their events and connections are kept. */
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

/** What a node answers about files that has one only: the certificate of its cluster. */
export function caAnswer(text: string): string {
  const content = Buffer.from(text);
  return `${content.length} 1 644 root:root /etc/kubernetes/pki/ca.crt\n\n${content.toString('base64')}\n`;
}
