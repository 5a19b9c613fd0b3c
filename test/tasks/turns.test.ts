import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadRun } from '../../src/steps/phases.ts';
import { createTurns } from '../../src/tasks/turns.ts';
import { makeScope } from '../support/plan.ts';

const rows = await loadRun();
const { nodes } = makeScope();
const allControlPlanes = makeScope({ all: { role: 'control-plane' } }).nodes;

/** Which of the nodes are in the row once all have asked, and which come next as each leaves. */
async function order(of: typeof nodes, name: string): Promise<readonly string[]> {
  const turns = createTurns(rows);
  const row = rows.find((one) => one.name === name);
  assert.ok(row, `there is no row "${name}"`);
  const inside = new Map<string, () => void>();
  const all = Promise.all(
    of.map((node) => turns(row, node, () => new Promise<void>((leave) => inside.set(node.name, leave)))),
  );
  const seen: string[] = [];
  let isOver = false;
  void all.then(() => {
    isOver = true;
  });
  while (!isOver) {
    await new Promise((next) => setImmediate(next));
    const names = [...inside.keys()].sort();
    if (names.length > 0) seen.push(names.join('+'));
    for (const one of names) inside.get(one)?.();
    inside.clear();
  }
  return seen;
}

describe('turns', () => {
  const wanted: readonly (readonly [title: string, row: string, of: typeof nodes, order: readonly string[]])[] = [
    ['let all nodes through most rows side by side', 'packages', allControlPlanes, ['pi-1+pi-2+pi-3']],
    ['let one node at a time take its new address', 'network', nodes, ['pi-1', 'pi-2', 'pi-3']],
    ['let workers reboot together, beside a control plane', 'reboot', nodes, ['pi-1+pi-2+pi-3']],
    ['let one control plane at a time reboot', 'reboot', allControlPlanes, ['pi-1', 'pi-2', 'pi-3']],
    ['let one node at a time get another version', 'upgrade', nodes, ['pi-1', 'pi-2', 'pi-3']],
    ['let one node at a time take other settings', 'restart', nodes, ['pi-1', 'pi-2', 'pi-3']],
    ['let workers join together', 'join', nodes, ['pi-1+pi-2+pi-3']],
    ['let one control plane at a time join', 'join', allControlPlanes, ['pi-1', 'pi-2', 'pi-3']],
  ];
  for (const [title, row, of, seen] of wanted) {
    it(title, async () => assert.deepEqual(await order(of, row), seen));
  }
});
