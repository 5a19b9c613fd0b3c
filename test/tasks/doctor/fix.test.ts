import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Check } from '../../../src/doctor/check.ts';
import { diagnosisOf } from '../../../src/doctor/diagnosis.ts';
import { sh } from '../../../src/shell/sh.ts';
import { applyCures, curedFindings, curesFor } from '../../../src/tasks/doctor/fix.ts';
import { createSecrets } from '../../../src/tasks/secrets.ts';
import { survey } from '../../../src/tasks/survey.ts';
import { clusterAnswer } from '../../support/cluster-answer.ts';
import { type FakeCluster, fakeCluster, noteStep } from '../../support/fake-cluster.ts';

const all = ['pi-1', 'pi-2', 'pi-3'];
const noted = (note: string) => noteStep(note, { kind: 'change', summary: `Note ${note}`, script: sh`note ${note}` });
const refused = noteStep('right', { kind: 'problem', summary: 'it is wrong', hint: 'do' });

const reported = (id: string): Check => ({
  kind: 'reported',
  id,
  title: id,
  severity: 'problem',
  why: 'x.',
  advice: 'x',
  runbook: 'x.',
  source: 'x',
});

/** Cures a cluster of three as `doctor --fix --yes` does. */
async function fixed(setting: FakeCluster, ignored: readonly string[] = []) {
  const cluster = await fakeCluster({ joined: all, real: [], ...setting });
  const run = cluster.runOf(all);
  const seen = await survey(run, cluster.rows, createSecrets().secrets);
  const questionnaire = {
    phases: cluster.rows,
    checks: [],
    table: ignored.map(reported),
    since: '-1h',
    beforeInstall: false,
  };
  const chosen = curesFor(questionnaire, seen);
  const isCured = (id: string, node: string | undefined, more = {}) =>
    curedFindings(questionnaire, seen)({ ...diagnosisOf(reported(id), node, {}), ...more });
  const planned = chosen.flatMap(({ one, plan }) =>
    plan.flatMap(({ changes }) => changes.map(({ summary }) => `${one.node.name} ${summary}`)),
  );
  const outcomes = await applyCures(run, chosen, seen);
  return { ...cluster, isCured, planned, errors: outcomes.flatMap(({ error }) => error?.message ?? []) };
}

describe('doctor --fix', () => {
  it('makes no change of a check that is ignored, and stops where init stops', async () => {
    const changes = await fixed({ steps: { kernel: [noted('modules')] } }, ['kernel.modules']);
    assert.deepEqual([changes.planned, changes.did], [[], []]);
    const steps = { identity: [refused], kernel: [noted('modules')] };
    const problems = await fixed({ steps }, ['kernel.modules']);
    assert.deepEqual([problems.planned, problems.did], [[], []]);
  });

  it('makes on every node what it has shown, and nothing else', async () => {
    const { did, planned, errors } = await fixed({
      steps: { kernel: [noted('modules')], network: [noted('address')] },
    });
    assert.deepEqual(errors, []);
    assert.deepEqual(
      planned,
      all.map((name) => `${name} Note modules`),
    );
    assert.deepEqual(
      did.toSorted(),
      all.map((name) => `${name} note modules`),
    );
  });

  it('is offered for findings that it cures, and not for what a person must do', async () => {
    const steps = { kernel: [noted('modules')], network: [noted('address')] };
    const { isCured } = await fixed({ steps });
    assert.deepEqual(
      [...all, undefined].map((node) => isCured('kernel.modules', node)),
      [true, true, true, false],
    );
    assert.equal(isCured('kernel.address', 'pi-1'), false, 'init only');
    assert.equal(isCured('kernel.modules', 'pi-1', { stopsInit: true }), false, 'a person');
    const ignored = await fixed({ steps }, ['kernel.modules']);
    assert.equal(ignored.isCured('kernel.modules', 'pi-1'), false);
  });

  it('does nothing on a node that init refuses', async () => {
    const { did, planned } = await fixed({ steps: { preflight: [refused], kernel: [noted('modules')] } });
    assert.deepEqual([planned, did], [[], []]);
  });

  it('does nothing on two nodes that are one machine', async () => {
    const { did, planned } = await fixed({
      steps: { kernel: [noted('modules')] },
      answer: (question, node) => (question.includes('machine-id') && node !== 'pi-1' ? 'a copied card' : undefined),
    });
    assert.deepEqual([planned, did], [['pi-1 Note modules'], ['pi-1 note modules']]);
  });

  it('leaves upgrades and the datastore to init', async () => {
    const { did, planned } = await fixed({ steps: { upgrade: [noted('version')], create: [noted('cluster')] } });
    assert.deepEqual([planned, did], [[], []]);
  });

  it('leaves a node that is in no cluster to init', async () => {
    const { planned } = await fixed({ joined: ['pi-1'], steps: { kernel: [noted('modules')] } });
    assert.deepEqual(planned, ['pi-1 Note modules']);
  });

  it('restarts one node at a time, control planes first, and each is Ready before the next', async () => {
    const looks: string[] = [];
    const { did, errors } = await fixed({
      servers: ['pi-3'],
      steps: { restart: [noted('settings')] },
      answer: (question, node) => {
        if (!question.includes('kubectl')) return undefined;
        looks.push(node);
        return clusterAnswer(() => {});
      },
    });
    assert.deepEqual(errors, []);
    assert.deepEqual(
      did,
      ['pi-3', 'pi-1', 'pi-2'].map((name) => `${name} note settings`),
    );
    assert.deepEqual(looks, ['pi-3', 'pi-3', 'pi-3']);
  });
});
