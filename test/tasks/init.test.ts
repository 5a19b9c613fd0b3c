import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { Secret } from '../../src/shell/sh.ts';
import { phaseRows } from '../../src/steps/phases.ts';
import { type InitOptions, initCluster } from '../../src/tasks/init.ts';
import { freshPi } from '../support/scratch/fresh-pi.ts';
import { needsScratch } from '../support/scratch/scratch-node.ts';
import { scratchRun } from '../support/scratch/scratch-run.ts';

/** Shows the plan, and stops there. */
const dryRun: InitOptions = {
  noReboot: false,
  noDrain: false,
  mayReplace: async () => false,
  proceed: async () => false,
};

describe('init on fresh Pis', needsScratch, () => {
  it('plans the whole cluster in the order of the rows, from one exec a node, and changes nothing', async (t) => {
    const { run, nodes, open } = await scratchRun(t, freshPi);
    const files = () => [...nodes.values()].map((node) => node.files());
    const before = files();
    const { survey, outcomes } = await initCluster(run, dryRun);
    assert.deepEqual(outcomes, []);
    const planned = survey.reached.map(({ node, plan }) => {
      const rows = plan.filter(({ changes }) => changes.length > 0).map(({ phase }) => phase);
      return `${node.name}: ${rows.join(', ')}`;
    });
    const all = 'identity, kernel, packages, runtime, kubernetes';
    assert.deepEqual(planned, [
      `pi-1: ${all}, entrance, create, addons, cloudy, serf-key`,
      `pi-2: ${all}, entrance, cloudy, join, encryption`,
      `pi-3: ${all}, entrance, cloudy, join, encryption`,
    ]);
    const names: readonly string[] = phaseRows.map(({ name }) => name);
    for (const { plan } of survey.reached)
      assert.deepEqual(
        plan.map(({ phase }) => phase),
        names,
      );
    assert.deepEqual(files(), before);
    assert.deepEqual(
      [...nodes.values()].map(({ execs }) => execs),
      [1, 1, 1],
    );
    assert.deepEqual([...open], []);
  });

  it('gives each node the key of Serf that a community has, and shows it nowhere', async (t) => {
    const { run } = await scratchRun(t, freshPi);
    const { cloudy } = run.inventory;
    const serf = { join: ['10.139.40.122'], key: { env: 'SERF_KEY' } };
    const inventory = { ...run.inventory, cloudy: { ...cloudy, serf } };
    const withKey = (key: string) => ({ ...run, inventory, resolve: async () => new Secret('key', () => key) });
    const key = `${'z'.repeat(43)}=`;
    const { survey } = await initCluster(withKey(key), dryRun);
    const taken = survey.reached.map(({ node, plan }) => {
      const changes = plan.flatMap((phase) => phase.changes).filter(({ id }) => id === 'serf.key');
      return `${node.name}: ${changes.map(({ summary }) => summary).join('; ')}`;
    });
    const take = "Take the community's key of Serf; Write /etc/systemd/system/serf.service.d/microcloud-key.conf";
    assert.deepEqual(taken, [`pi-1: ${take}`, `pi-2: ${take}`, `pi-3: ${take}`]);
    const shown = JSON.stringify(survey.reached.map(({ plan }) => plan)) + inspect(survey, { depth: 20 });
    assert.ok(!shown.includes(key));
    for (const wrong of ['', 'hunter2', `${key}\n`, `${'z'.repeat(42)}"=`, 'z'.repeat(44)])
      await assert.rejects(
        initCluster(withKey(wrong), dryRun),
        (error: Error) =>
          /names no key of Serf|is no key of Serf/.test(error.message) &&
          (wrong === '' || !error.message.includes(wrong)),
      );
  });

  it('plans the same twice', async (t) => {
    const { run } = await scratchRun(t, freshPi);
    const summaries = async () =>
      (await initCluster(run, dryRun)).survey.reached.map(({ plan }) =>
        plan.flatMap(({ changes, problems, waits }) =>
          [...changes, ...problems, ...waits].map(({ summary }) => summary),
        ),
      );
    assert.deepEqual(await summaries(), await summaries());
  });

  it('says which node does not answer, and closes the connections to the others', async (t) => {
    const { run, open } = await scratchRun(t, freshPi, { off: ['pi-2'] });
    const { survey } = await initCluster(run, dryRun);
    assert.deepEqual(
      survey.unreached.map(({ node, error }) => `${node.name}: ${error.message}`),
      ['pi-2: pi-2 does not answer.'],
    );
    assert.deepEqual([...open], []);
  });

  it('closes all connections when the question whether to go on fails', async (t) => {
    const { run, open } = await scratchRun(t, freshPi);
    const proceed = () => Promise.reject(new Error('the terminal is gone'));
    await assert.rejects(initCluster(run, { ...dryRun, proceed }), { message: 'the terminal is gone' });
    assert.deepEqual([...open], []);
  });

  it('stops at what only a person can put right, and plans nothing behind it', async (t) => {
    const { run } = await scratchRun(t, (name, address) => {
      const world = freshPi(name, address);
      const release = 'PRETTY_NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22\n';
      return name === 'pi-3' ? { ...world, files: { ...world.files, '/etc/os-release': release } } : world;
    });
    const { survey } = await initCluster(run, dryRun);
    const [last] = survey.reached.filter(({ node }) => node.name === 'pi-3');
    assert.deepEqual(
      last?.plan.map(({ phase, problems }) => [phase, problems.length]),
      [['preflight', 1]],
    );
  });
});
