import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defineStep } from '../../src/engine/model.ts';
import { bootId } from '../../src/facts/machine.ts';
import { sh } from '../../src/shell/sh.ts';
import { build } from '../../src/tasks/build.ts';
import { ConnectFailure } from '../../src/transport/connect-failures.ts';
import { endpointLike } from '../support/endpoints.ts';
import { type FakeCluster, fakeCluster, noteStep, notes } from '../support/fake-cluster.ts';

async function built(setting: FakeCluster, more: Parameters<Awaited<ReturnType<typeof fakeCluster>>['work']>[0] = {}) {
  const cluster = await fakeCluster(setting);
  const outcomes = await build(await cluster.work(more));
  const errors = outcomes.flatMap(({ error }) => (error ? [error.message] : []));
  const hints = outcomes.flatMap(({ error }) => error?.hints ?? []);
  return { ...cluster, outcomes, errors, hints };
}

describe('building a cluster', () => {
  it('begins with the leader, which lets all others in at once, and takes back what let them in', async () => {
    const { did, errors } = await built({});
    assert.deepEqual(errors, []);
    assert.deepEqual(did.slice(0, 2), ['pi-1 create', 'pi-1 grant pi-2 pi-3']);
    assert.deepEqual(did.slice(2, 4).toSorted(), ['pi-2 join', 'pi-3 join']);
    assert.deepEqual(did.slice(4), ['pi-1 revoke']);
  });

  describe('in the place of one that control planes still have', () => {
    const noted = (note: string) =>
      noteStep(note, { kind: 'change', summary: `Note ${note}`, script: sh`note ${note}` });
    /** Builds with control planes that first leave another cluster. */
    async function rebuilt(fails: readonly string[] = []) {
      const cluster = await fakeCluster({
        servers: ['pi-1', 'pi-2'],
        joined: ['pi-1', 'pi-2', 'pi-3'],
        steps: { create: [defineStep({ ...noted('made'), on: 'leader' })] },
        fails,
      });
      const work = await cluster.work();
      const leaves = [{ name: 'erase', steps: [noted('left')] }];
      const reached = work.found.reached.map((one) => (one.node.name === 'pi-3' ? one : { ...one, leaves }));
      const outcomes = await build({ ...work, found: { ...work.found, reached } });
      return { ...cluster, outcomes };
    }

    it('waits until all of them have left it', async () => {
      const { did } = await rebuilt();
      assert.deepEqual(did.slice(0, 2).toSorted(), ['pi-1 note left', 'pi-2 note left']);
      assert.equal(did[2], 'pi-1 note made');
    });

    it('is not done while one of them has it', async () => {
      const { did, outcomes } = await rebuilt(['pi-2 note left']);
      assert.ok(!did.includes('pi-1 note made'));
      assert.equal(outcomes[0]?.error?.message, 'pi-1 makes no cluster: it waits for pi-2, which fails.');
    });
  });

  it('does nothing where nothing is missing', async () => {
    const { did, outcomes } = await built({ joined: ['pi-1', 'pi-2', 'pi-3'] });
    assert.deepEqual(did, []);
    assert.deepEqual(
      outcomes.map(({ changes }) => changes),
      [0, 0, 0],
    );
  });

  it('lets in only those that are not in the cluster', async () => {
    const { did } = await built({ joined: ['pi-1', 'pi-2'] });
    assert.deepEqual(did, ['pi-1 grant pi-3', 'pi-3 join', 'pi-1 revoke']);
  });

  it('does not touch a node that an earlier run has brought in meanwhile', async () => {
    let looks = 0;
    const answer = (question: string, node: string) => {
      if (node !== 'pi-2' || !question.includes('kubeadm-running')) return undefined;
      looks += 1;
      return looks === 1 ? 'interrupted' : 'done';
    };
    const { did, errors } = await built({ joined: ['pi-1'], answer });
    assert.deepEqual(errors, []);
    assert.deepEqual(did, ['pi-1 grant pi-3', 'pi-3 join', 'pi-1 revoke']);
  });

  it('tells those that would join that the leader fails, and takes the token back all the same', async () => {
    const { did, errors } = await built({ fails: ['pi-1 create'] });
    assert.deepEqual(did, ['pi-1 create', 'pi-1 revoke']);
    assert.deepEqual(errors.slice(1), [
      'pi-2 cannot join: it waits for pi-1, which fails.',
      'pi-3 cannot join: it waits for pi-1, which fails.',
    ]);
  });

  it('tells those that would join that the leader does not answer', async () => {
    const { did, errors } = await built({ off: ['pi-1'] });
    assert.deepEqual(did, []);
    assert.deepEqual(errors, [
      'pi-2 cannot join: it waits for pi-1, which fails.',
      'pi-3 cannot join: it waits for pi-1, which fails.',
    ]);
  });

  it('goes on with the others when one node fails', async () => {
    const { did, errors } = await built({ fails: ['pi-2 join'] });
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /^pi-2: "Join the cluster/);
    assert.ok(did.includes('pi-3 join'));
    assert.equal(did.at(-1), 'pi-1 revoke');
  });

  it('only says so when the token could not be taken back', async () => {
    const { errors, said } = await built({ fails: ['pi-1 revoke'] });
    assert.deepEqual(errors, []);
    assert.match(
      said().at(-1) ?? '',
      /^pi-1 the join token stays valid for up to an hour: pi-1: .* fails with exit code 1/,
    );
  });

  it('does not wait once more for a leader that is gone, and says that its token is still good', async () => {
    const endpoint = endpointLike({ node: 'pi-1', address: '192.168.0.201' });
    const changes = (script: string) => {
      if (/kubeadm init/.test(script)) throw new ConnectFailure('unreachable', endpoint, 'there is no route to it');
    };
    const { did, said } = await built({ changes });
    assert.deepEqual(did, ['pi-1 create']);
    assert.match(said().at(-1) ?? '', /^pi-1 the join token stays valid for up to an hour: /);
  });

  it('keeps the leader free for those that join: what it does for Cloudy comes afterwards', async () => {
    const noted = (row: string) => noteStep(row, { kind: 'change', summary: row, script: sh`note ${row}` });
    const { did } = await built({ steps: { cloudy: [noted('cloudy')] } });
    assert.ok(did.indexOf('pi-2 note cloudy') < did.indexOf('pi-2 join'));
    assert.ok(did.indexOf('pi-1 note cloudy') > Math.max(did.indexOf('pi-2 join'), did.indexOf('pi-3 join')));
  });

  it('tells the leader, when it settles the cluster, who has joined', async () => {
    const seen: string[][] = [];
    const settle = defineStep({
      id: 'kernel.modules',
      title: 'Settled',
      on: 'leader',
      needs: () => ({}),
      plan({ joined = [] }) {
        seen.push([...joined]);
        return [];
      },
    });
    await built({ fails: ['pi-3 join'], steps: { settle: [settle] } });
    assert.deepEqual(seen.at(-1), ['pi-1', 'pi-2']);
  });
});

describe('a run without the leader', () => {
  it('visits the leader once, lets nodes in there, and hangs up', async () => {
    const cluster = await fakeCluster({ joined: ['pi-1', 'pi-3'] });
    const work = await cluster.work({ only: ['pi-2'] });
    await build(work);
    work.leader.close();
    await new Promise((next) => setImmediate(next));
    assert.deepEqual(cluster.did, ['pi-1 grant pi-2', 'pi-2 join', 'pi-1 revoke']);
    assert.deepEqual(
      cluster.connections.get('pi-1')?.map(({ isClosed }) => isClosed),
      [true],
    );
    assert.equal(cluster.connections.get('pi-3'), undefined);
  });

  it('finds the control plane that has the cluster where the first one is off', async () => {
    const setting = { servers: ['pi-1', 'pi-2'], joined: ['pi-1', 'pi-2'], off: ['pi-1'] };
    const { did, errors } = await built(setting, { only: ['pi-3'] });
    assert.deepEqual(errors, []);
    assert.deepEqual(did, ['pi-2 grant pi-3', 'pi-3 join', 'pi-2 revoke']);
  });

  it('says that there is no cluster yet', async () => {
    const { errors, hints } = await built({}, { only: ['pi-2'] });
    assert.deepEqual(errors, ['pi-2 cannot join: pi-1 has no cluster yet that nodes could join.']);
    assert.deepEqual(hints, ['microcloud init']);
  });

  it('does not ask the leader for nodes that are in the cluster', async () => {
    const { connections } = await built({ joined: ['pi-1', 'pi-2', 'pi-3'] }, { only: ['pi-2'] });
    assert.equal(connections.get('pi-1'), undefined);
  });
});

describe('a reboot in the midst of a run', () => {
  const change = (summary: string, script: ReturnType<typeof sh>, rest = {}) =>
    ({ kind: 'change', summary, script, ...rest }) as const;
  const swap = noteStep(
    'swapless',
    change('Turn off swap', sh`note swapless`, { before: '/dev/zram0 partition', atBoot: 'look' }),
  );
  /** Asks for a reboot once. */
  const reboot = defineStep({
    id: 'kernel.modules',
    title: 'Reboot',
    needs: () => ({ bootId, notes }),
    *plan({ facts }) {
      if (facts.bootId !== 'boot 1') return;
      yield change('Reboot', sh`systemctl --no-block reboot`, { effect: { kind: 'reboot', bootId: facts.bootId } });
    },
  });
  const steps = { kernel: [swap], reboot: [reboot] };
  const joined = ['pi-1', 'pi-2', 'pi-3'];

  it('is followed by another look at every row above, which finds nothing to do', async () => {
    const { did, errors } = await built({ joined, steps }, { only: ['pi-2'] });
    assert.deepEqual(errors, []);
    assert.deepEqual(did, ['pi-2 note swapless', 'pi-2 reboot']);
  });

  it('names what something puts back at boot, says what was found, and does not do it again', async () => {
    const { did, errors, hints } = await built({ joined, steps, boots: (own) => own.clear() }, { only: ['pi-2'] });
    assert.deepEqual(did, ['pi-2 note swapless', 'pi-2 reboot']);
    assert.match(
      errors[0] ?? '',
      /^pi-2: something puts this back at boot: "Turn off swap" was done before the reboot/,
    );
    assert.match(errors[0] ?? '', /\/dev\/zram0 partition/);
    assert.equal(hints[0], 'look');
    assert.doesNotMatch([...errors, ...hints].join('\n'), /bug/);
  });

  it('makes what only the reboot has made missing', async () => {
    const late = noteStep('late', change('Make it', sh`note late`));
    const isLate = defineStep({
      ...late,
      needs: () => ({ bootId, notes }),
      *plan(view) {
        if ((view.facts as { bootId: string }).bootId !== 'boot 1') yield* late.plan(view as never);
      },
    });
    const { did, errors } = await built(
      { joined, steps: { identity: [isLate], reboot: [reboot] } },
      { only: ['pi-2'] },
    );
    assert.deepEqual(errors, []);
    assert.deepEqual(did, ['pi-2 reboot', 'pi-2 note late']);
  });

  it('is left to the person with --no-reboot, and nothing that needs it is begun', async () => {
    const { did, errors, hints } = await built({ steps }, { only: ['pi-1'], noReboot: true });
    assert.deepEqual(did, ['pi-1 note swapless', 'pi-1 revoke']);
    assert.deepEqual(errors, ['pi-1 waits for a reboot, which is left to you. Reboot.']);
    assert.match(hints[0] ?? '', /microcloud init --only pi-1/);
  });
});

describe('an error that nobody expected', () => {
  it('ends its own node and no other one', async () => {
    const odd = defineStep({
      id: 'kernel.modules',
      title: 'Odd',
      needs: () => ({ notes }),
      plan({ node }) {
        if (node.name === 'pi-2') throw new TypeError('Cannot read properties of undefined');
        return [];
      },
    });
    const { errors, outcomes } = await built({ joined: ['pi-1', 'pi-2', 'pi-3'], steps: { kernel: [odd] } });
    assert.equal(outcomes.filter(({ error }) => !error).length, 2);
    assert.match(errors[0] ?? '', /^pi-2: Odd: this node cannot be planned \(Cannot read properties of undefined\)/);
  });
});
