import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { takeTurns } from '../../src/tasks/turns.ts';
import { makeScope } from '../support/plan.ts';

const { cluster, cloudy, nodes } = makeScope();
const inventory = { path: '/inventory.yaml', cluster, artifacts: {}, cloudy, nodes };
const allControlPlanes = { ...inventory, nodes: makeScope({ all: { role: 'control-plane' } }).nodes };

/** Which of three nodes are in the phase once all have asked, and who comes next as each leaves. */
async function order(inventoryOf: typeof inventory, phase: string): Promise<readonly string[]> {
  const turnOf = takeTurns(inventoryOf);
  const inside = new Map<string, () => void>();
  const seen: string[] = [];
  for (const { name } of inventoryOf.nodes) void turnOf(name)(phase, []).then((leave) => inside.set(name, leave));
  while (seen.join().split(/,|\+/).length < inventoryOf.nodes.length || seen.length === 0) {
    await new Promise((next) => setImmediate(next));
    const names = [...inside.keys()].sort();
    if (names.length === 0) continue;
    seen.push(names.join('+'));
    for (const name of names) {
      inside.get(name)?.();
      inside.delete(name);
    }
  }
  return seen;
}

describe('turns', () => {
  const rows: readonly (readonly [title: string, phase: string, of: typeof inventory, wanted: readonly string[]])[] = [
    ['let all nodes through most phases side by side', 'packages', allControlPlanes, ['pi-1+pi-2+pi-3']],
    ['let one node at a time take its new address', 'network', inventory, ['pi-1', 'pi-2', 'pi-3']],
    ['let workers reboot together, beside a control plane', 'reboot', inventory, ['pi-1+pi-2+pi-3']],
    ['let one control plane at a time reboot', 'reboot', allControlPlanes, ['pi-1', 'pi-2', 'pi-3']],
    ['let workers join together', 'join', inventory, ['pi-1+pi-2+pi-3']],
    ['let one control plane at a time join', 'join', allControlPlanes, ['pi-1', 'pi-2', 'pi-3']],
  ];
  for (const [title, phase, of, wanted] of rows) {
    it(title, async () => assert.deepEqual(await order(of, phase), wanted));
  }
});
