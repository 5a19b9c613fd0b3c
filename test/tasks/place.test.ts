import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defineStep } from '../../src/engine/model.ts';
import memberName from '../../src/steps/preflight/member-name.ts';
import membership from '../../src/steps/preflight/membership.ts';
import ready from '../../src/steps/settle/ready-nodes.ts';
import { gather, part } from '../../src/tasks/party.ts';
import { place } from '../../src/tasks/place.ts';
import { createSecrets } from '../../src/tasks/secrets.ts';
import { certificateOf } from '../support/certificate.ts';
import { clusterAnswer, silentAnswer } from '../support/cluster-answer.ts';
import { type FakeCluster, fakeCluster } from '../support/fake-cluster.ts';

const all = ['pi-1', 'pi-2', 'pi-3'];

/** What is planned for each node of a run, by its name: names of rows with changes, and problems. */
async function placed(setting: FakeCluster, { replace = false, only = all } = {}) {
  const cluster = await fakeCluster(setting);
  const party = await gather(cluster.runOf(only), Promise.resolve(cluster.rows), createSecrets().secrets, []);
  const { subjects, namesakes } = await place(party, { phases: cluster.rows, replace });
  part(party);
  const plans = subjects.reached.map(({ node, plan, leaves }) => [
    node.name,
    [
      ...(leaves ? ['leaves'] : []),
      ...plan.flatMap(({ phase, changes, problems }) => [
        ...(changes.length > 0 ? [phase] : []),
        ...problems.map(({ summary }) => summary),
      ]),
    ],
  ]);
  const absent = subjects.reached.map(({ session }) => session.scope.absent ?? []);
  return { plans: Object.fromEntries(plans) as Readonly<Record<string, readonly string[]>>, namesakes, absent };
}

describe('the place of nodes in the cluster', () => {
  it('is to make it or to join it where there is none', async () => {
    const { plans } = await placed({});
    assert.deepEqual(plans, { 'pi-1': ['create'], 'pi-2': ['join'], 'pi-3': ['join'] });
  });

  it('is theirs already where they are in it', async () => {
    const { plans } = await placed({ joined: all });
    assert.deepEqual(plans, { 'pi-1': [], 'pi-2': [], 'pi-3': [] });
  });

  it('is refused to nodes of another cluster, and the others go on', async () => {
    const { plans } = await placed({ joined: ['pi-1'], elsewhere: ['pi-3'] });
    assert.deepEqual(plans, {
      'pi-1': [],
      'pi-2': ['join'],
      'pi-3': ['It belongs to another cluster than pi-1.'],
    });
  });

  it('is asked of a node that leaves another cluster without what that one knows it by', async () => {
    const certificate = certificateOf('/O=system:nodes/CN=system:node:kiosk');
    const setting: FakeCluster = {
      joined: ['pi-1', 'pi-2'],
      elsewhere: ['pi-3'],
      steps: { preflight: [memberName, membership] },
      answer(question, node) {
        if (question.includes('BEGIN CERTIFICATE')) return node === 'pi-3' ? certificate : '';
        if (question.includes('echo kubeadm control-plane')) return node === 'pi-3' ? 'kubeadm control-plane' : '';
        // What a step of leaving looks for is not there.
        return /boot_id|machine-id|kubeadm-running|stat -Lc|notes/.test(question) ? undefined : '';
      },
    };
    const { plans } = await placed(setting, { replace: true });
    assert.deepEqual(plans['pi-3'], ['leaves', 'erase', 'join']);
  });

  it('is refused to the leader that would make a new cluster beside that of its workers', async () => {
    const { plans } = await placed({ elsewhere: ['pi-2'] });
    assert.deepEqual(plans, {
      'pi-1': ['pi-2 belongs to a cluster that pi-1 does not have (any more).'],
      'pi-2': [],
      'pi-3': ['join'],
    });
  });

  it('is refused to a control plane while another one cannot be asked', async () => {
    const { plans, absent } = await placed({ servers: ['pi-1', 'pi-2'], off: ['pi-2'] });
    assert.deepEqual(plans['pi-1'], [
      'It would make a new cluster, and pi-2 cannot be asked whether there is one already.',
    ]);
    assert.deepEqual(absent, [['pi-2'], ['pi-2']]);
  });

  it('is refused to two machines of one card', async () => {
    const answer = (question: string, node: string) =>
      question.includes('machine-id') && node !== 'pi-1' ? 'one card' : undefined;
    const { plans } = await placed({ joined: ['pi-1'], answer });
    assert.deepEqual(plans['pi-1'], []);
    assert.match(plans['pi-2']?.join() ?? '', /^pi-3 has the same machine id/);
    assert.match(plans['pi-3']?.join() ?? '', /^pi-2 has the same machine id/);
  });

  it('is left as it is by all where one node has a problem that the others would make worse', async () => {
    const taken = defineStep({
      id: 'addon.ports',
      title: 'Ports',
      needs: () => ({}),
      *plan({ node }) {
        if (node.name !== 'pi-2') return;
        yield { kind: 'problem', summary: 'nginx listens there', hint: 'ssh {node} sudo ss -ltnp', stopsAll: true };
      },
    });
    const { plans } = await placed({ joined: ['pi-1'], steps: { preflight: [taken] } });
    const waits = 'it waits for pi-2: nginx listens there';
    assert.deepEqual(plans['pi-1'], [waits]);
    assert.ok(plans['pi-2']?.includes('nginx listens there'));
    assert.deepEqual(plans['pi-3'], [waits]);
  });

  for (const [title, state, names] of [
    ['may be that of a machine which runs, as long as the API does not say', silentAnswer('refused'), ['pi-3']],
    ["is nobody else's where the API knows no such machine", clusterAnswer((items) => delete items['Node pi-3']), []],
  ] as const) {
    it(title, async () => {
      const { namesakes } = await placed({
        joined: ['pi-1', 'pi-2'],
        steps: { settle: [ready] },
        answer: (question) => (question.includes('kubectl') ? state : undefined),
      });
      assert.deepEqual(namesakes, names);
    });
  }

  it('leaves out, for those who wait, nodes that the run is not about', async () => {
    const { absent } = await placed({ joined: all }, { only: ['pi-1'] });
    assert.deepEqual(absent, [['pi-2', 'pi-3']]);
  });
});
