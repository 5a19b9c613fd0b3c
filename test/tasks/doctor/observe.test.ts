import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Check, clusterCheck, type Probe } from '../../../src/doctor/check.ts';
import { loadChecks } from '../../../src/doctor/themes.ts';
import { textFact } from '../../../src/facts/command.ts';
import type { Inventory } from '../../../src/inventory/schema.ts';
import { sh } from '../../../src/shell/sh.ts';
import { loadRun } from '../../../src/steps/phases.ts';
import { observe, viewOf } from '../../../src/tasks/doctor/observe.ts';
import { fakeCluster, noteStep } from '../../support/fake-cluster.ts';

const all = ['pi-1', 'pi-2', 'pi-3'];
const colour = textFact('colour', sh`colour`);
const journal = textFact('journal', sh`journal`);

/** Asks every node for its colour, and those for their journal that the look at all of them shows. */
const check = (probes: (names: readonly string[]) => readonly string[] = () => []): Check =>
  clusterCheck({
    id: 'net.kubelet',
    title: 'x',
    severity: 'problem',
    why: 'x.',
    advice: 'x',
    runbook: 'x.',
    source: 'x',
    needs: () => ({ colour }),
    *probes({ looked }) {
      const red = looked.filter(({ told }) => told(colour) === 'red').map(({ node }) => node.name);
      for (const node of probes(red)) yield { node, fact: journal } satisfies Probe;
    },
    *judge() {},
  });

async function observed(checks: readonly Check[], setting: Parameters<typeof fakeCluster>[0] = {}) {
  const cluster = await fakeCluster({
    joined: ['pi-1', 'pi-2'],
    answer: (question, node) => {
      if (question === 'colour') return node === 'pi-2' ? 'red' : 'green';
      return question === 'journal' ? `journal of ${node}` : undefined;
    },
    ...setting,
  });
  const run = cluster.runOf(all);
  const questionnaire = { phases: cluster.rows, checks, table: checks, since: '-1h', beforeInstall: false };
  const seen = await observe(run, Promise.resolve(questionnaire));
  const { looked } = viewOf(run.inventory, questionnaire, seen);
  const execs = Object.fromEntries([...cluster.connections].map(([name, [one]]) => [name, one?.execs]));
  return { cluster, seen, looked, execs };
}

describe('what doctor asks', () => {
  it('is one exec a node where nothing has to be asked again', async () => {
    const { execs, looked } = await observed([check()]);
    assert.deepEqual(execs, { 'pi-1': 1, 'pi-2': 1, 'pi-3': 1 });
    assert.deepEqual(
      looked.map(({ node, told }) => `${node.name} ${told(colour)} ${told(journal)}`),
      ['pi-1 green undefined', 'pi-2 red undefined', 'pi-3 green undefined'],
    );
  });

  it('is asked again only of the nodes that the first look shows', async () => {
    const { execs, looked } = await observed([check((red) => red)]);
    assert.deepEqual(execs, { 'pi-1': 1, 'pi-2': 2, 'pi-3': 1 });
    const [, second] = looked;
    assert.deepEqual([second?.told(colour), second?.told(journal)], ['red', 'journal of pi-2']);
  });

  it('is asked beside what the steps ask: a fact that both need is asked once', async () => {
    let asked = 0;
    const answer = (question: string) => {
      if (question === 'notes') asked += 1;
      return question === 'colour' ? 'green' : undefined;
    };
    const steps = { kernel: [noteStep('x', { kind: 'note', summary: 's', hint: 'h' })] };
    const both = { ...check(), needs: () => ({ colour, notes: textFact('notes', sh`notes`) }) } as Check;
    await observed([both], { answer, steps });
    assert.equal(asked, all.length);
  });

  it('changes nothing, and leaves out the node that is off', async () => {
    const { cluster, seen } = await observed([check()], { off: ['pi-3'] });
    assert.deepEqual(cluster.did, []);
    assert.deepEqual(
      [seen.reached, seen.unreached].map((some) => some.map(({ node }) => node.name)),
      [['pi-1', 'pi-2'], ['pi-3']],
    );
  });

  it('keeps what a node told first when it does not answer a second time', async () => {
    const answer = (question: string) => {
      if (question === 'journal') throw new Error('the link is cut');
      return question === 'colour' ? 'red' : undefined;
    };
    const { looked } = await observed([check((red) => red)], { answer });
    assert.deepEqual(
      looked.map(({ told }) => [told(colour), told(journal)]),
      all.map(() => ['red', undefined]),
    );
  });

  it('says who is in the cluster', async () => {
    const { looked } = await observed([check()]);
    assert.deepEqual(
      looked.map(({ isMember }) => isMember),
      [true, true, false],
    );
  });
});

describe('the script that doctor sends to the leader', () => {
  for (const distribution of ['kubeadm', 'k3s'] as const) {
    it(`starts kubectl once, with ${distribution}`, async () => {
      const cluster = await fakeCluster();
      const scripts: string[] = [];
      const run = cluster.runOf(['pi-1']);
      const inventory: Inventory = { ...run.inventory, cluster: { ...run.inventory.cluster, distribution } };
      const [phases, checks] = await Promise.all([loadRun(), loadChecks()]);
      const connect: typeof run.connect = async (node) => ({
        ...(await run.connect(node)),
        run: async ({ wire }) => {
          scripts.push(wire);
          return { code: 1, stdout: '', stderr: '' };
        },
      });
      const questionnaire = { phases, checks, table: checks, since: '-1h', beforeInstall: false };
      await observe({ ...run, inventory, connect }, Promise.resolve(questionnaire));
      const [script = ''] = scripts;
      assert.match(script, /get \S*\bpods,services,/);
      // Volumes for all nodes are asked for only where the addon goes, or moves.
      const always = script.replace(/kubectl get persistentvolumes,pods/, '');
      assert.deepEqual(always.match(/kubectl (get|apply|delete|version|api-resources|-)/g), ['kubectl get']);
    });
  }
});
