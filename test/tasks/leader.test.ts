import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLeader, findLeader } from '../../src/tasks/leader.ts';
import { createSecrets } from '../../src/tasks/secrets.ts';
import { clusterAnswer, silentAnswer } from '../support/cluster-answer.ts';
import { type FakeCluster, fakeCluster } from '../support/fake-cluster.ts';

const all = ['pi-1', 'pi-2', 'pi-3'];
const { secrets } = createSecrets();
const states = { running: clusterAnswer(), silent: silentAnswer('refused'), none: 'none\n' } as const;
type State = keyof typeof states;

/** Control planes of which each says this about its cluster. */
const saying = (said: Readonly<Record<string, State>>): FakeCluster => ({
  servers: all,
  joined: Object.keys(said).filter((name) => said[name] !== 'none'),
  answer: (question, node) => (question.includes('kubectl') ? states[said[node] ?? 'none'] : undefined),
});

async function found(setting: FakeCluster) {
  const cluster = await fakeCluster(setting);
  const asked = await findLeader(cluster.runOf(all), [], secrets);
  const open = [...cluster.connections].filter(([, some]) => some.some(({ isClosed }) => !isClosed));
  return {
    leader: asked.reached.map(({ node }) => node.name),
    unreached: asked.unreached.map(({ node, error }) => `${node.name}: ${error.message}`),
    visited: [...cluster.connections.keys()],
    open: open.map(([name]) => name),
  };
}

describe('the search for the control plane that leads', () => {
  it('ends at the first that says that its API answers, and visits no other one', async () => {
    const { leader, visited, open } = await found(saying({ 'pi-1': 'running', 'pi-2': 'running' }));
    assert.deepEqual([leader, visited, open], [['pi-1'], ['pi-1'], ['pi-1']]);
  });

  it('goes on past one without a cluster, and past one whose API is silent', async () => {
    const { leader, open } = await found(saying({ 'pi-1': 'none', 'pi-2': 'silent', 'pi-3': 'running' }));
    assert.deepEqual([leader, open], [['pi-3'], ['pi-3']]);
  });

  it('takes the likeliest of them, and hangs up on the others', async () => {
    const { leader, visited, open } = await found(saying({ 'pi-1': 'none', 'pi-2': 'silent', 'pi-3': 'none' }));
    assert.deepEqual([leader, visited, open], [['pi-2'], all, ['pi-2']]);
  });

  it('takes the first of several that are equally likely', async () => {
    const { leader, open } = await found(saying({}));
    assert.deepEqual([leader, open], [['pi-1'], ['pi-1']]);
  });

  it('goes on past one that is off, and says so', async () => {
    const { leader, unreached } = await found({ ...saying({ 'pi-2': 'running' }), off: ['pi-1'] });
    assert.deepEqual([leader, unreached], [['pi-2'], ['pi-1: pi-1 does not answer.']]);
  });

  it('asks no worker', async () => {
    const setting = saying({ 'pi-1': 'none', 'pi-2': 'running' });
    const { leader, visited } = await found({ ...setting, servers: ['pi-1'] });
    assert.deepEqual([leader, visited], [['pi-1'], ['pi-1']]);
  });

  it('finds nobody where nobody answers', async () => {
    const { leader, unreached, open } = await found({ ...saying({}), off: all });
    assert.deepEqual([leader, unreached.length, open], [[], 3, []]);
  });
});

/** The leader of a run that is about these nodes. */
async function leaderOf(only: readonly string[], setting: FakeCluster = {}) {
  const cluster = await fakeCluster({
    joined: ['pi-1'],
    answer: (question) => (question.includes('kubectl') ? states.running : undefined),
    ...setting,
  });
  const work = await cluster.work({ only });
  const everyone = work.found;
  return { ...cluster, work, leader: createLeader(work.run, { node: work.leader.node, everyone, secrets }) };
}

describe('the leader of a run', () => {
  it('is talked to over the connection that the run has', async () => {
    const { leader, work, connections } = await leaderOf(all);
    const here = work.found.reached.find(({ node }) => node.name === 'pi-1');
    assert.equal(await leader.session(), here?.session);
    assert.equal(connections.get('pi-1')?.length, 1);
    leader.close();
    await new Promise((next) => setImmediate(next));
    assert.equal(connections.get('pi-1')?.[0]?.isClosed, false);
  });

  it('is visited once where the run is not about it, whoever asks, and left at the end', async () => {
    const { leader, connections } = await leaderOf(['pi-2']);
    assert.equal(connections.get('pi-1'), undefined);
    const [one, other] = await Promise.all([leader.session(), leader.session()]);
    assert.equal(one, other);
    assert.equal(connections.get('pi-1')?.length, 1);
    leader.close();
    await new Promise((next) => setImmediate(next));
    assert.equal(connections.get('pi-1')?.[0]?.isClosed, true);
  });

  it('is not visited where nobody needs it', async () => {
    const { leader, connections } = await leaderOf(['pi-2']);
    leader.close();
    assert.equal(connections.get('pi-1'), undefined);
  });

  it('is not tried again where the run could not reach it: the reason is the same for everybody', async () => {
    const { leader, work } = await leaderOf(all, { off: ['pi-1'] });
    const error = work.found.unreached[0]?.error;
    await assert.rejects(leader.session(), (thrown) => thrown === error);
    await assert.rejects(leader.session(), (thrown) => thrown === error);
  });

  it('says why it cannot be visited', async () => {
    const { leader } = await leaderOf(['pi-2'], { off: ['pi-1'] });
    await assert.rejects(leader.session(), /pi-1 does not answer/);
    leader.close();
  });
});
