import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Version } from '../../src/distributions/version.ts';
import { ask } from '../../src/engine/apply.ts';
import { defineStep } from '../../src/engine/model.ts';
import { factsOf, plan } from '../../src/engine/plan.ts';
import type { Session } from '../../src/engine/session.ts';
import { drainedAnnotation } from '../../src/facts/cluster/node-object.ts';
import { textFact } from '../../src/facts/command.ts';
import { bootId } from '../../src/facts/machine.ts';
import { sh } from '../../src/shell/sh.ts';
import { loadRun, type RunPhase } from '../../src/steps/phases.ts';
import { build } from '../../src/tasks/build.ts';
import { createLeader } from '../../src/tasks/leader.ts';
import { createSecrets } from '../../src/tasks/secrets.ts';
import type { Surveyed } from '../../src/tasks/surveyed.ts';
import { clusterAnswer } from '../support/cluster-answer.ts';
import { fakeNode } from '../support/fake-node.ts';
import { fakeRun } from '../support/fake-runs.ts';
import { k3sScope } from '../support/k3s.ts';
import { nobody } from '../support/plan.ts';

const wanted = '1.36.1+k3s1';

/** What upgrades a node here: it has the version that was installed last. */
const upgrade = (await loadRun()).find(({ name }) => name === 'upgrade')!;
const phase = (isVersion: boolean): RunPhase => ({
  ...upgrade,
  steps: [
    defineStep({
      id: 'kernel.modules',
      title: 'Version',
      needs: () => ({ version: textFact('version', sh`what version`) }),
      *plan({ facts }) {
        if (facts.version === wanted) return;
        const script = sh`upgrade`;
        yield { kind: 'change', summary: 'Upgrade', script, ...(isVersion ? { drain: true } : {}) };
      },
    }),
  ],
});

interface Setting {
  readonly isVersion?: boolean;
  readonly noDrain?: boolean;
  readonly only?: readonly string[];
  /** Nodes that have the version already. */
  readonly done?: readonly string[];
  /** Whose upgrade fails. */
  readonly fails?: string;
  /** Whose drain fails. */
  readonly stuck?: string;
  /** What a run that was cut has left cordoned. */
  readonly left?: string;
  /** How many control planes there are. */
  readonly servers?: number;
}

/** A cluster of three whose nodes note what is done to them, and when. */
async function settingOf({ isVersion = true, noDrain = false, servers = 1, ...rest }: Setting) {
  const { only = ['pi-1', 'pi-2', 'pi-3'], done = [], fails, stuck, left } = rest;
  const scope = k3sScope({ at: 'pi-1', cluster: { version: Version.of(wanted) } });
  const nodes = scope.nodes.map((node, index) => ({
    ...node,
    role: index < servers ? ('control-plane' as const) : ('worker' as const),
  }));
  const did: string[] = [];
  const versions = new Map(nodes.map(({ name }) => [name, done.includes(name) ? wanted : '1.35.4+k3s1']));
  const members = () =>
    clusterAnswer((items) => {
      for (const [name, version] of versions) items[`Node ${name}`].status.nodeInfo.kubeletVersion = `v${version}`;
      if (left) items[`Node ${left}`].metadata.annotations[drainedAnnotation] = 'true';
    });
  const connections = new Map(
    nodes.map(({ name }) => [
      name,
      fakeNode({
        answer: (question) => {
          if (question.includes('what version')) return versions.get(name);
          if (question.includes('get lease')) return `500\nleases\nkube-scheduler ${Math.random()}\n`;
          if (question.includes('k3s kubectl')) return members();
          if (question.includes('server-ca.crt')) return '';
          if (question.includes('kubeadm-running')) return 'done';
          return question.includes('machine-id') || question.includes('boot_id') ? name : undefined;
        },
        change: (script) => {
          if (/kubectl drain /.test(script)) {
            const [, target] = /kubectl drain (\S+)/.exec(script) ?? [];
            did.push(`drain ${target} on ${name}`);
            return target === stuck ? 1 : 0;
          }
          if (/kubectl uncordon/.test(script)) did.push(`uncordon ${/uncordon (\S+)/.exec(script)?.[1]}`);
          if (!/^upgrade$/m.test(script)) return 0;
          did.push(`upgrade ${name}`);
          if (name === fails) return 1;
          versions.set(name, wanted);
          return 0;
        },
      }),
    ]),
  );
  const phases = [phase(isVersion)];
  const { secrets, fill } = createSecrets();
  const run = fakeRun({
    inventory: { path: '', cluster: scope.cluster, cloudy: scope.cloudy, artifacts: {}, nodes, ...nobody },
    nodes: nodes.filter(({ name }) => only.includes(name)),
    connect: async (node) => connections.get(node.name)!,
  });
  const reached = await Promise.all(
    run.nodes.map(async (node): Promise<Surveyed> => {
      const own = { ...scope, node, nodes, secrets };
      const facts = [bootId, ...factsOf(phases, own)];
      const connection = connections.get(node.name)!;
      const session: Session = { ...run, connection, scope: own, facts };
      const answers = await ask(session);
      return { node, session, answers, plan: plan(phases, own, answers) };
    }),
  );
  // Workers first: who comes too early has to wait.
  const found = { reached: reached.toReversed(), unreached: [] };
  const leader = createLeader(run, { node: nodes[0]!, everyone: found, secrets });
  const nothing = { joining: [], namesakes: [], replace: false, noReboot: false };
  const outcomes = await build({ run, found, rowsOf: () => phases, leader, secrets, fill, noDrain, ...nothing });
  leader.close();
  const failed = outcomes.flatMap(({ error }) => error ?? []);
  return { did, errors: failed.map(({ message }) => message), hints: failed.flatMap(({ hints }) => hints) };
}

const renewed = (name: string) => [`drain ${name} on pi-1`, `upgrade ${name}`, `uncordon ${name}`];

describe('upgrades', () => {
  it('go one by one, control planes first, each drained', async () => {
    const { did, errors } = await settingOf({});
    assert.deepEqual(errors, []);
    assert.deepEqual(did.slice(0, 3), renewed('pi-1'));
    assert.deepEqual(did.slice(3).toSorted(), [...renewed('pi-2'), ...renewed('pi-3')].toSorted());
    assert.deepEqual(did.slice(3, 6), renewed(did[4]?.split(' ')[1] ?? ''));
  });

  it('take several control planes in their order', async () => {
    const { did } = await settingOf({ servers: 3 });
    assert.deepEqual(did, ['pi-1', 'pi-2', 'pi-3'].flatMap(renewed));
  });

  it('first let a node take pods again that a run left drained when it was cut', async () => {
    const { did } = await settingOf({ only: ['pi-2'], done: ['pi-1', 'pi-3'], left: 'pi-3' });
    assert.deepEqual(did, ['uncordon pi-3', ...renewed('pi-2')]);
  });

  it('leave pods where they are when told so, and for other settings', async () => {
    assert.deepEqual((await settingOf({ noDrain: true, only: ['pi-1'] })).did, ['upgrade pi-1']);
    assert.deepEqual((await settingOf({ isVersion: false, only: ['pi-1'] })).did, ['upgrade pi-1']);
  });

  it('do nothing where nothing is to be done', async () => {
    assert.deepEqual((await settingOf({ done: ['pi-1', 'pi-2', 'pi-3'] })).did, []);
  });

  it('spare the workers when a control plane fails', async () => {
    const { did, errors } = await settingOf({ fails: 'pi-1' });
    assert.deepEqual(did, ['drain pi-1 on pi-1', 'upgrade pi-1']);
    assert.equal(errors.filter((text) => /is left as it is: it waits for pi-1, which fails/.test(text)).length, 2);
  });

  it('of a worker alone wait for the control planes of the cluster', async () => {
    const { did, errors, hints } = await settingOf({ only: ['pi-2'] });
    assert.deepEqual(did, []);
    assert.deepEqual(errors, ['pi-2 must not be newer than pi-1, which has v1.35.4+k3s1.']);
    assert.match(hints.join(), /microcloud init/);
    assert.deepEqual((await settingOf({ only: ['pi-2'], done: ['pi-1'] })).did, renewed('pi-2'));
  });

  it('say how to go on without draining when pods do not move', async () => {
    const { did, hints } = await settingOf({ only: ['pi-2'], done: ['pi-1'], stuck: 'pi-2' });
    assert.deepEqual(did, ['drain pi-2 on pi-1', 'uncordon pi-2']);
    assert.match(hints.join('\n'), /microcloud init --no-drain/);
  });
});
