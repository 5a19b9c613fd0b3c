import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PhaseRow } from '../../src/steps/phases.ts';
import { awaitOthers } from '../../src/tasks/barriers.ts';
import { createProgress } from '../../src/tasks/progress.ts';
import { type FakeCluster, fakeCluster } from '../support/fake-cluster.ts';

type After = NonNullable<PhaseRow['after']>;

interface Setting extends FakeCluster {
  readonly only?: readonly string[];
  readonly joining?: readonly string[];
}

const later = () => new Promise((next) => setImmediate(next));

/** Nodes of a run in front of a row. */
async function barrier(after: After, { only, joining, ...setting }: Setting = {}) {
  const cluster = await fakeCluster(setting);
  const work = await cluster.work({ ...(only ? { only } : {}), ...(joining ? { joining } : {}) });
  const progress = createProgress();
  cluster.events.length = 0;
  return {
    ...cluster,
    progress,
    /** Lets a node come to the row. `state` says how far it is. */
    comes(node: string, { isBusy = true } = {}) {
      const one = work.found.reached.find((other) => other.node.name === node)!;
      let state = 'waits';
      const known = awaitOthers(after, { work, progress, one, isBusy, answers: one.answers });
      known.then(
        () => {
          state = 'goes on';
        },
        (error: Error) => {
          state = error.message;
        },
      );
      return { known, answers: one.answers, state: () => later().then(() => state) };
    },
    execs: (node: string) => cluster.connections.get(node)?.[0]?.execs,
  };
}

describe('a row after the leader', () => {
  const after = { row: 'addons', of: 'leader' } as const;

  it('holds a node that has something to do there until the leader is through, and says so', async () => {
    const { comes, progress, said } = await barrier(after);
    const worker = comes('pi-2');
    assert.equal(await worker.state(), 'waits');
    assert.deepEqual(said(), ['pi-2 waits for pi-1 to let it in']);
    progress.through('pi-1', 'create');
    assert.equal(await worker.state(), 'waits');
    progress.through('pi-1', 'addons');
    assert.equal(await worker.state(), 'goes on');
  });

  it('holds neither the leader nor a node that has nothing to do there', async () => {
    const { comes, said } = await barrier(after);
    assert.equal(await comes('pi-1').state(), 'goes on');
    assert.equal(await comes('pi-2', { isBusy: false }).state(), 'goes on');
    assert.deepEqual(said(), []);
  });

  it('ends for a node when the leader fails', async () => {
    const { comes, progress } = await barrier(after);
    const worker = comes('pi-2');
    progress.failed('pi-1', new Error('off'));
    assert.equal(await worker.state(), 'pi-2 cannot join: it waits for pi-1, which fails.');
  });

  it('holds nobody in a run that is not about the leader: the leader has the cluster', async () => {
    const { comes } = await barrier(after, { only: ['pi-2'], joined: ['pi-1'] });
    assert.equal(await comes('pi-2').state(), 'goes on');
  });
});

describe('a row after the control planes', () => {
  const after = { row: 'upgrade', of: 'control planes before it' } as const;
  const servers = ['pi-1', 'pi-2'];

  it('holds a control plane for those before it only', async () => {
    const { comes, progress } = await barrier(after, { servers });
    assert.equal(await comes('pi-1').state(), 'goes on');
    const second = comes('pi-2');
    assert.equal(await second.state(), 'waits');
    progress.through('pi-1', 'upgrade');
    assert.equal(await second.state(), 'goes on');
  });

  it('holds a worker for all of them', async () => {
    const { comes, progress } = await barrier(after, { servers });
    const worker = comes('pi-3');
    progress.through('pi-1', 'upgrade');
    assert.equal(await worker.state(), 'waits');
    progress.through('pi-2', 'upgrade');
    assert.equal(await worker.state(), 'goes on');
  });

  it('does not hold who has nothing to do there', async () => {
    const { comes } = await barrier(after, { servers });
    assert.equal(await comes('pi-3', { isBusy: false }).state(), 'goes on');
  });

  it('does not wait for a control plane that the run is not about', async () => {
    const { comes, progress } = await barrier(after, { servers, joined: servers, only: ['pi-2', 'pi-3'] });
    const worker = comes('pi-3');
    progress.through('pi-2', 'upgrade');
    assert.equal(await worker.state(), 'goes on');
  });

  it('leaves a node as it is when one of them fails', async () => {
    const { comes, progress } = await barrier(after, { servers });
    const worker = comes('pi-3');
    progress.through('pi-1', 'upgrade');
    progress.failed('pi-2', new Error('off'));
    assert.equal(await worker.state(), 'pi-3 is left as it is: it waits for pi-2, which fails.');
  });
});

describe('a row after the proxies', () => {
  const after = { row: 'entrance', of: 'proxies' } as const;

  it('holds every node of Kubernetes, also without changes, until one proxy is through', async () => {
    const { comes, progress } = await barrier(after, { proxies: 2 });
    const nodes = [comes('pi-1'), comes('pi-2', { isBusy: false })];
    progress.failed('gate-1', new Error('off'));
    for (const node of nodes) assert.equal(await node.state(), 'waits');
    progress.through('gate-2', 'entrance');
    for (const node of nodes) assert.equal(await node.state(), 'goes on');
  });

  it('ends for a node that has to make the cluster when no proxy is left, and not for others', async () => {
    const { comes, progress } = await barrier(after, { proxies: 1 });
    const [leader, other] = [comes('pi-1'), comes('pi-2', { isBusy: false })];
    progress.failed('gate-1', new Error('off'));
    assert.equal(await leader.state(), 'pi-1 does not reach the cluster: it waits for gate-1, which fails.');
    assert.equal(await other.state(), 'goes on');
  });

  it('lets nobody make a cluster at an address that no proxy of the run has', async () => {
    const { comes } = await barrier(after, { proxies: 2, only: ['pi-1'] });
    const why = 'pi-1 would make a cluster that is called at 192.168.0.200, and no proxy takes part in this run.';
    assert.equal(await comes('pi-1').state(), why);
    assert.equal(await comes('pi-1', { isBusy: false }).state(), 'goes on');
  });

  it('holds no proxy, and nobody where there are none', async () => {
    assert.equal(await (await barrier(after, { proxies: 2 })).comes('gate-1').state(), 'goes on');
    assert.equal(await (await barrier(after)).comes('pi-1').state(), 'goes on');
  });
});

describe('a row after all others', () => {
  const after = { row: 'join', of: 'others' } as const;

  it('holds the leader alone, until each other node has joined or failed', async () => {
    const { comes, progress } = await barrier(after);
    assert.equal(await comes('pi-2').state(), 'goes on');
    const leader = comes('pi-1');
    progress.through('pi-2', 'join');
    assert.equal(await leader.state(), 'waits');
    progress.failed('pi-3', new Error('off'));
    assert.equal(await leader.state(), 'goes on');
    assert.deepEqual((await leader.known).session.scope.joined, ['pi-1', 'pi-2']);
  });

  it('does not count proxies among those who have joined', async () => {
    const { comes, progress } = await barrier(after, { proxies: 1 });
    const leader = comes('pi-1');
    for (const node of ['pi-2', 'pi-3']) progress.through(node, 'join');
    assert.deepEqual((await leader.known).session.scope.joined, ['pi-1', 'pi-2', 'pi-3']);
  });

  it('holds the leader also where it has nothing to do itself: what it does depends on who joins', async () => {
    const { comes } = await barrier(after);
    assert.equal(await comes('pi-1', { isBusy: false }).state(), 'waits');
  });

  it('asks the leader once more after somebody has joined, and names those it waits for', async () => {
    const { comes, progress, said, execs } = await barrier(after, { joining: ['pi-3'] });
    const leader = comes('pi-1');
    for (const node of ['pi-2', 'pi-3']) progress.through(node, 'join');
    const { answers } = await leader.known;
    assert.deepEqual(said(), ['pi-1 waits for pi-3 to join']);
    assert.equal(execs('pi-1'), 2);
    assert.notEqual(answers, leader.answers);
  });

  it('does not ask the leader again where nobody joins', async () => {
    const { comes, progress, said, execs } = await barrier(after, { joined: ['pi-1', 'pi-2', 'pi-3'] });
    const leader = comes('pi-1');
    for (const node of ['pi-2', 'pi-3']) progress.through(node, 'join');
    assert.equal((await leader.known).answers, leader.answers);
    assert.deepEqual(said(), []);
    assert.equal(execs('pi-1'), 1);
  });

  it('does not ask the leader again for those who were through before it came', async () => {
    const { comes, progress, execs } = await barrier(after);
    for (const node of ['pi-2', 'pi-3']) progress.through(node, 'join');
    await comes('pi-1').known;
    assert.equal(execs('pi-1'), 1);
  });
});
