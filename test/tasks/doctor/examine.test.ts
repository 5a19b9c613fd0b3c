import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { examine } from '../../../src/tasks/doctor/examine.ts';
import { fakeCluster } from '../../support/fake-cluster.ts';

const options = { beforeInstall: true, hasPlan: true, since: '-1h' };

/** Examines a node that answers nothing: it has no room on its card, and no router. */
async function examined(ignored: readonly string[]) {
  const answer = (question: string, node: string) => (question.includes('machine-id') ? node : '');
  const { runOf, connections } = await fakeCluster({ answer });
  const { found, ignoredStops, checks } = await examine(runOf(['pi-2']), { ...options, ignored });
  assert.ok([...connections.values()].flat().every(({ isClosed, changes }) => isClosed && changes.length === 0));
  return { ids: found.map(({ check }) => check.id), stops: ignoredStops.map(({ check }) => check.id), checks };
}

describe('what doctor leaves out', () => {
  it('is nothing by default', async () => {
    const { ids, stops } = await examined([]);
    assert.ok(ids.includes('disk.low') && ids.includes('net.default_route'), ids.join());
    assert.deepEqual(stops, []);
  });

  it('is said to stop init all the same, when the plan has it', async () => {
    const [all, some] = [await examined([]), await examined(['disk.low', 'id.hosts'])];
    assert.deepEqual(
      all.ids.filter((id) => !some.ids.includes(id)),
      ['disk.low'],
    );
    assert.deepEqual(some.stops, ['disk.low']);
    assert.equal(all.checks - some.checks, 2);
  });

  it('is not said of a question of doctor, at which init does not stop', async () => {
    const { ids, stops } = await examined(['net.default_route']);
    assert.ok(!ids.includes('net.default_route'));
    assert.deepEqual(stops, []);
  });
});
