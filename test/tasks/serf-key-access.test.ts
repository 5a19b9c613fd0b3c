import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Step } from '../../src/engine/model.ts';
import encryption from '../../src/steps/encryption/serf-encryption.ts';
import { build } from '../../src/tasks/build.ts';
import { createLeader } from '../../src/tasks/leader.ts';
import { gather } from '../../src/tasks/party.ts';
import { place } from '../../src/tasks/place.ts';
import { planningIn } from '../../src/tasks/progress.ts';
import { createSecrets } from '../../src/tasks/secrets.ts';
import { both } from '../../src/tasks/survey.ts';
import { type FakeCluster, fakeCluster } from '../support/fake-cluster.ts';
import { unitAnswer } from '../support/plan.ts';

const sumOf = (key: string) => createHash('sha256').update(key).digest('hex');

/** What the fakes play: the key alone, without the unit that uses it. */
const handsOn: Step = {
  ...encryption,
  *plan(view) {
    for (const finding of encryption.plan(view)) if (!finding.about?.endsWith('.conf')) yield finding;
  },
};

interface Setting extends Omit<FakeCluster, 'answer'> {
  /** Keys that nodes have. */
  readonly keys?: Readonly<Record<string, string>>;
  readonly only?: readonly string[];
  readonly near?: readonly string[];
  readonly dryRun?: boolean;
}

/** One run over three nodes that answer what key they have, and take the one that they are given. */
async function inited({ keys: given = {}, only = ['pi-1', 'pi-2', 'pi-3'], near = [], dryRun, ...more }: Setting) {
  const keys = new Map(Object.entries(given));
  const done: string[] = [];
  const cluster = await fakeCluster({
    joined: ['pi-1', 'pi-2', 'pi-3'],
    real: ['create', 'join', 'serf-key'],
    steps: { encryption: [handsOn] },
    ...more,
    answer(question, node) {
      const key = keys.get(node);
      if (question.includes('cut -d')) return key ?? '';
      if (question.includes('sha256sum')) return key ? `1700000000 600 root:root\n${sumOf(key)}  -\n` : '';
      if (question.includes('systemctl show')) return ` serf.service\n${unitAnswer()}`;
      return undefined;
    },
    changes(script, node) {
      if (script.includes('/dev/urandom')) keys.set(node, `made by ${node} ${'k'.repeat(30)}=`);
      const [, taken] = /"encrypt_key":"([^"%]+)"/.exec(script) ?? [];
      if (taken) keys.set(node, taken);
      if (script.includes('/dev/urandom') || taken) done.push(`${node} ${taken ? 'takes' : 'makes'}`);
    },
  });
  const run = cluster.runOf(only);
  const { secrets, fill } = createSecrets();
  const neighbours = run.inventory.nodes.filter(({ name }) => near.includes(name));
  const party = await gather(run, Promise.resolve(cluster.rows), secrets, neighbours);
  assert.deepEqual(
    party.subjects.unreached.map(({ node }) => node.name),
    more.off ?? [],
  );
  const { subjects } = await place(party, { phases: cluster.rows, replace: false });
  const leader = createLeader(run, {
    node: party.standing.leader,
    everyone: both(subjects, party.neighbours),
    secrets,
  });
  const joining = planningIn('join', subjects.reached);
  const work = await cluster.work({ only, run, found: subjects, joining, leader, secrets, fill });
  const outcomes = dryRun ? [] : await build(work);
  const planned = subjects.reached.flatMap(({ node, plan }) =>
    plan.flatMap(({ changes }) =>
      changes.filter(({ id }) => id === 'serf.key').map(({ summary }) => `${node.name}: ${summary}`),
    ),
  );
  const errors = outcomes.flatMap(({ error }) => (error ? [error.message] : []));
  return { ...cluster, keys: Object.fromEntries(keys), done, planned, errors };
}

const same = (keys: Readonly<Record<string, string>>) => new Set(Object.values(keys)).size;

describe('the key of Serf in a run', () => {
  it('is made by the leader, and all others have it at the end', async () => {
    const { keys, done, errors } = await inited({});
    assert.deepEqual(errors, []);
    assert.deepEqual(Object.keys(keys).sort(), ['pi-1', 'pi-2', 'pi-3']);
    assert.equal(same(keys), 1);
    assert.equal(done[0], 'pi-1 makes');
  });

  it('is in the plan before it is there', async () => {
    const { planned, keys } = await inited({ dryRun: true });
    assert.deepEqual(keys, {});
    assert.deepEqual(planned, [
      "pi-1: Make a key that encrypts what the nodes' Serf agents say to each other",
      'pi-2: Take the key of Serf that pi-1 has',
      'pi-3: Take the key of Serf that pi-1 has',
    ]);
  });

  it('is not made while a node is off: it would shut that node out', async () => {
    const { keys, planned } = await inited({ off: ['pi-3'] });
    assert.deepEqual([keys, planned], [{}, []]);
  });

  it('is not made by a run that is not about all nodes', async () => {
    const { keys, planned } = await inited({ only: ['pi-1', 'pi-2'] });
    assert.deepEqual([keys, planned], [{}, []]);
  });

  it('is not made when a node fails on its way, and the others end well', async () => {
    const { keys, errors } = await inited({ joined: ['pi-1', 'pi-2'], fails: ['pi-3 join'] });
    assert.deepEqual(keys, {});
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /^pi-3: "Join the cluster/);
  });

  it('comes to a node that lacks it, or has another one, while a third node is off', async () => {
    const { keys, errors } = await inited({ keys: { 'pi-1': 'right', 'pi-2': 'wrong' }, off: ['pi-3'] });
    assert.deepEqual(keys, { 'pi-1': 'right', 'pi-2': 'right' });
    assert.equal(errors.length, 0);
  });

  it('comes to a newcomer from a leader that the run is not about, and nobody else is touched', async () => {
    const setting = { keys: { 'pi-1': 'right', 'pi-2': 'wrong' }, joined: ['pi-1', 'pi-2'] };
    const { keys, done } = await inited({ ...setting, only: ['pi-3'], near: ['pi-1', 'pi-2'] });
    assert.deepEqual(keys, { 'pi-1': 'right', 'pi-2': 'wrong', 'pi-3': 'right' });
    assert.deepEqual(done, ['pi-3 takes']);
  });

  it('costs nothing where all have it', async () => {
    const { done, planned } = await inited({ keys: { 'pi-1': 'one', 'pi-2': 'one', 'pi-3': 'one' } });
    assert.deepEqual([done, planned], [[], []]);
  });
});
