import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Event } from '../../../src/engine/events.ts';
import { UserError } from '../../../src/errors.ts';
import type { Run } from '../../../src/tasks/run.ts';
import { fakeRun } from '../fake-runs.ts';
import { makeScope, nobody } from '../plan.ts';
import { type ScratchNode, scratchNode } from './scratch-node.ts';
import type { World } from './world.ts';

interface Scratch {
  readonly run: Run;
  readonly events: readonly Event[];
  /** Connections that are open. */
  readonly open: ReadonlySet<string>;
  readonly nodes: ReadonlyMap<string, ScratchNode>;
}

/** Makes a run with three scratch nodes. Those in `off` do not answer. */
export async function scratchRun(
  t: TestContext,
  worldOf: (name: string, address: string) => World,
  { off = [], path = '/inventory.yaml' }: { readonly off?: readonly string[]; readonly path?: string } = {},
): Promise<Scratch> {
  const { cluster, cloudy, nodes: inventoried } = makeScope();
  const made = inventoried.map(
    async ({ name, address }) => [name, await scratchNode(t, worldOf(name, address))] as const,
  );
  const nodes = new Map(await Promise.all(made));
  const events: Event[] = [];
  const open = new Set<string>();
  const connect = async ({ name }: { readonly name: string }) => {
    const node = nodes.get(name);
    if (!node || off.includes(name)) throw new UserError(`${name} does not answer.`);
    assert.ok(!open.has(name), `${name} has two connections`);
    open.add(name);
    return { ...node, node: name, close: () => void open.delete(name) };
  };
  const run = fakeRun({
    inventory: { path, cluster, artifacts: {}, cloudy, nodes: inventoried, ...nobody },
    nodes: inventoried,
    connect,
    emit: (event) => events.push(event),
  });
  return { run, events, open, nodes };
}
