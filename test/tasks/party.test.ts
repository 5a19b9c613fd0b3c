import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gather, part } from '../../src/tasks/party.ts';
import { createSecrets } from '../../src/tasks/secrets.ts';
import { type FakeCluster, fakeCluster } from '../support/fake-cluster.ts';

const names = (list: readonly { readonly node: { readonly name: string } }[]) => list.map(({ node }) => node.name);

/** Gathers who takes part when a run is about these nodes. */
async function gathered(setting: FakeCluster, only: readonly string[], near: readonly string[] = []) {
  const cluster = await fakeCluster(setting);
  const neighbours = cluster.nodes.filter(({ name }) => near.includes(name));
  const rows = Promise.resolve(cluster.rows);
  const party = await gather(cluster.runOf(only), rows, createSecrets().secrets, neighbours);
  const isOpen = (name: string) => cluster.connections.get(name)?.some(({ isClosed }) => !isClosed) ?? false;
  const open = cluster.nodes.map(({ name }) => name).filter(isOpen);
  part(party);
  const left = [...cluster.connections.values()].flat().filter(({ isClosed }) => !isClosed);
  assert.equal(left.length, 0, 'a connection stays open');
  return {
    ...party,
    open,
    asked: [...cluster.connections.keys()].toSorted(),
    execs: [...cluster.connections.values()].flat().map(({ execs }) => execs),
    leader: party.standing.leader.name,
  };
}

const all = ['pi-1', 'pi-2', 'pi-3'];
const servers = ['pi-1', 'pi-2'];

describe('who takes part in a run', () => {
  it('is every node that it is about, with one exec each', async () => {
    const { subjects, neighbours, execs, leader } = await gathered({ joined: all }, all);
    assert.deepEqual([names(subjects.reached), names(neighbours.reached)], [all, []]);
    assert.deepEqual([execs, leader], [[1, 1, 1], 'pi-1']);
  });

  it('is nobody else for a node that is in the cluster', async () => {
    const { asked } = await gathered({ joined: all }, ['pi-2']);
    assert.deepEqual(asked, ['pi-2']);
  });

  it('is the leader, too, for a node that joins', async () => {
    const { neighbours, asked, leader } = await gathered({ joined: ['pi-1', 'pi-3'] }, ['pi-2']);
    assert.deepEqual([names(neighbours.reached), asked, leader], [['pi-1'], ['pi-1', 'pi-2'], 'pi-1']);
  });

  it('is the control plane that has the cluster while the first one is off', async () => {
    const setting = { servers, joined: servers, off: ['pi-1'] };
    const { neighbours, subjects, leader } = await gathered(setting, ['pi-3']);
    assert.deepEqual([names(neighbours.reached), names(neighbours.unreached), leader], [['pi-2'], [], 'pi-2']);
    const joins = subjects.reached[0]?.plan.find(({ phase }) => phase === 'join')?.changes ?? [];
    assert.match(joins[0]?.script.display ?? '', /192\.168\.0\.202:6443/);
  });

  it('is every other node where a cluster would be made, and only those who lead stay connected', async () => {
    const { witnesses, open, leader } = await gathered({ servers }, ['pi-1']);
    assert.deepEqual([names(witnesses.reached), open, leader], [['pi-2', 'pi-3'], ['pi-1'], 'pi-1']);
  });

  it('is the leader where a cluster would be made that another control plane has already', async () => {
    const { neighbours, witnesses, subjects, open, leader } = await gathered({ servers, joined: ['pi-2', 'pi-3'] }, [
      'pi-1',
    ]);
    assert.deepEqual([names(neighbours.reached), names(witnesses.reached), leader], [['pi-2'], ['pi-3'], 'pi-2']);
    assert.deepEqual(open, ['pi-1', 'pi-2']);
    const planned = subjects.reached[0]?.plan.filter(({ changes }) => changes.length > 0).map(({ phase }) => phase);
    assert.deepEqual(planned, ['join']);
  });

  it('says of the leader and of the nodes themselves that they could not be asked', async () => {
    const { neighbours } = await gathered({ off: ['pi-1'] }, ['pi-2']);
    assert.deepEqual([names(neighbours.reached), names(neighbours.unreached)], [[], ['pi-1']]);
    const { subjects } = await gathered({ off: ['pi-1'] }, all);
    assert.deepEqual([names(subjects.reached), names(subjects.unreached)], [['pi-2', 'pi-3'], ['pi-1']]);
  });

  it('is the neighbours of a join, with what newcomers need of them', async () => {
    const { neighbours, subjects } = await gathered({ joined: ['pi-1', 'pi-2'] }, ['pi-3'], ['pi-1', 'pi-2']);
    assert.deepEqual([names(subjects.reached), names(neighbours.reached)], [['pi-3'], ['pi-1', 'pi-2']]);
  });
});
