import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { type RemovalOptions, shownSurvey, surveyRemoval } from '../../src/tasks/survey-removal.ts';
import { type FakeRemoval, fakeRemoval, isOff } from '../support/fake-removal.ts';

const names = (some: readonly { readonly node: { readonly name: string } }[]) => some.map(({ node }) => node.name);

async function surveyed(setting: FakeRemoval = {}, options: Partial<Omit<RemovalOptions, 'staying'>> = {}) {
  const cluster = fakeRemoval({ only: ['pi-3'], ...setting });
  const { run, staying } = cluster;
  const removal = await surveyRemoval(run, { staying, drain: true, keep: false, ...options });
  return { ...cluster, removal };
}

describe('the survey of a removal', () => {
  it('asks those who leave, the leader, and those who stay, each once, and changes nothing', async () => {
    const { removal, connections, did } = await surveyed();
    const { leavers, leader, others, off, unreached } = removal;
    assert.deepEqual([names(leavers), names([leader]), names(others)], [['pi-3'], ['pi-1'], ['pi-2']]);
    assert.deepEqual([off, unreached, did], [[], [], []]);
    const execs = ['pi-1', 'pi-2', 'pi-3'].map((name) => connections.get(name)?.map((one) => one.execs));
    assert.deepEqual(execs, [[1], [1], [1]]);
  });

  it('does not ask those who stay where the nodes come back: nobody forgets their names', async () => {
    const { removal, connections } = await surveyed({}, { keep: true });
    assert.deepEqual([removal.others, removal.phases.settling], [[], []]);
    assert.equal(connections.get('pi-2'), undefined);
  });

  it('moves no pods where the person says so', async () => {
    const before = async (drain: boolean) =>
      (await surveyed({}, { drain })).removal.phases.before.map((one) => one.name);
    assert.deepEqual(await before(true), ['drain', 'depart']);
    assert.deepEqual(await before(false), ['depart']);
  });

  it('tells the leader who leaves, and on whom Kubernetes runs', async () => {
    const setting = { only: ['pi-2', 'pi-3'], stopped: ['pi-2'] };
    const { removal } = await surveyed(setting);
    const leaving = removal.leader.session.scope.leaving?.map(({ node, runs }) => `${node.name} ${runs}`);
    assert.deepEqual(leaving, ['pi-2 false', 'pi-3 true']);
  });

  it('knows those who stay only as a cluster without those who leave', async () => {
    const { removal } = await surveyed();
    for (const { session } of [removal.leader, ...removal.others])
      assert.deepEqual(
        session.scope.nodes.map(({ name }) => name),
        ['pi-1', 'pi-2'],
      );
  });

  it('tells the leader nothing of a proxy, also of a lost one, and others that it leaves', async () => {
    const { removal } = await surveyed({ only: ['gate-1'], proxies: 2, serfKey: 'a' }, { lost: true });
    const { leavers, leader, others, phases } = removal;
    assert.deepEqual([names(leavers), names(others)], [['gate-1'], ['pi-2', 'pi-3', 'gate-2']]);
    assert.deepEqual([leader.session.scope.leaving, leader.session.scope.lost], [[], undefined]);
    assert.deepEqual([phases.before, phases.after, phases.revoking], [[], [], []]);
    for (const { session } of others)
      assert.deepEqual(
        session.scope.proxies.map(({ name }) => name),
        ['gate-2'],
      );
  });

  it('tells a node that is off from one that answers and lets nobody in', async () => {
    const failures = { 'pi-2': isOff('pi-2'), 'pi-3': new UserError('The host key of pi-3 has changed.') };
    const { removal } = await surveyed({ only: ['pi-2', 'pi-3'], failures });
    assert.deepEqual([names(removal.off), names(removal.unreached), removal.leavers], [['pi-2'], ['pi-3'], []]);
    const leaving = removal.leader.session.scope.leaving?.map(({ node, runs }) => `${node.name} ${runs}`);
    assert.deepEqual(leaving, ['pi-2 false']);
  });

  it('leaves a node as it is that is in another cluster now: only its place in this one goes', async () => {
    const { removal, open } = await surveyed({ only: ['pi-2', 'pi-3'], elsewhere: ['pi-3'] });
    assert.deepEqual([names(removal.leavers), names(removal.off)], [['pi-2'], ['pi-3']]);
    assert.equal(removal.off[0]?.error.message, 'pi-3 is in another cluster now, and is left as it is.');
    const leaving = removal.leader.session.scope.leaving?.map(({ node, runs }) => `${node.name} ${runs}`);
    assert.deepEqual(leaving, ['pi-2 true', 'pi-3 false']);
    assert.deepEqual(open(), ['pi-2', 'pi-1']);
  });

  it('says of those who stay who does not answer', async () => {
    const { removal } = await surveyed({ failures: { 'pi-2': isOff('pi-2') } });
    assert.deepEqual([names(removal.off), names(removal.unreached)], [[], ['pi-2']]);
  });

  it('takes another control plane for the leader where the first one leaves', async () => {
    const { removal } = await surveyed({ only: ['pi-1'], servers: ['pi-1', 'pi-2', 'pi-3'] });
    assert.deepEqual([names(removal.leavers), removal.leader.node.name], [['pi-1'], 'pi-2']);
    assert.deepEqual(names(removal.others), ['pi-3']);
  });

  it('hangs up on those who leave where no control plane that stays can be asked', async () => {
    const cluster = fakeRemoval({ only: ['pi-3'], failures: { 'pi-1': isOff('pi-1') } });
    const { run, staying, open, connections } = cluster;
    const failed = surveyRemoval(run, { staying, drain: true, keep: false });
    await assert.rejects(failed, (error: UserError) => {
      assert.match(error.message, /^No control plane that stays can be asked\. /);
      assert.equal(error.hints.at(-1), 'If the whole cluster is lost: microcloud reset');
      return true;
    });
    assert.deepEqual([[...connections.keys()], open()], [['pi-3'], []]);
  });
});

describe('a removal as it is shown', () => {
  it('has every node, each with all phases in the order of the work', async () => {
    const { removal } = await surveyed();
    const shown = shownSurvey(removal);
    assert.deepEqual(names(shown.reached), ['pi-3', 'pi-1', 'pi-2']);
    const { before, onNode, after, settling } = removal.phases;
    const order = [...before, ...onNode, ...after, ...settling].map(({ name }) => name);
    assert.ok(order.indexOf('drain') < order.indexOf('stop') && order.indexOf('stop') < order.indexOf('forget'));
    for (const { plan } of shown.reached)
      assert.deepEqual(
        plan.map(({ phase }) => phase),
        order,
      );
  });

  it('shows of each node its own changes only', async () => {
    const { removal } = await surveyed({}, { keep: true });
    const busy = shownSurvey(removal).reached.map(({ node, plan }) => {
      const phases = plan.filter(({ changes }) => changes.length > 0).map(({ phase }) => phase);
      return `${node.name}: ${phases.join()}`;
    });
    assert.deepEqual(busy, ['pi-3: stop', 'pi-1: forget']);
  });
});
