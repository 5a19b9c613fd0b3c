import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Answers } from '../../src/engine/answers.ts';
import type { Event } from '../../src/engine/events.ts';
import { factsOf, plan } from '../../src/engine/plan.ts';
import { UserError } from '../../src/errors.ts';
import { memberState } from '../../src/facts/cluster/member-state.ts';
import { loadPhases } from '../../src/steps/phases.ts';
import { createGate } from '../../src/tasks/gate.ts';
import type { Run } from '../../src/tasks/run.ts';
import { createSecrets } from '../../src/tasks/secrets.ts';
import type { Surveyed } from '../../src/tasks/survey.ts';
import { type Behaviour, type FakeNode, fakeNode } from '../support/fake-node.ts';
import { fixture } from '../support/fixture.ts';
import { makeScope } from '../support/plan.ts';

const phases = await loadPhases(['create', 'join']);
const { cluster, cloudy, nodes } = makeScope();
const inventory = { path: '/inventory.yaml', cluster, artifacts: {}, cloudy, nodes };
const all = ['pi-1', 'pi-2', 'pi-3'];

interface Setting {
  /** Which nodes the run is about; default: all. */
  readonly only?: readonly string[];
  /** Nodes that are in the cluster already. */
  readonly joined?: readonly string[];
  readonly unreached?: string;
  readonly first?: Behaviour;
  /** Nodes whose name another machine of the cluster has. */
  readonly namesakes?: readonly string[];
  readonly replace?: boolean;
}

/** A gate of a run, and a way for nodes to come to it. */
function settingOf({ only = all, joined = [], unreached, first = {}, namesakes = [], replace = false }: Setting) {
  const events: Event[] = [];
  const { secrets, fill } = createSecrets();
  const connections = new Map<string, FakeNode>();
  const answer = (question: string) => {
    if (question.includes('ca.crt')) return fixture('kubernetes/ca.crt');
    if (question.includes('kubeadm-running')) return joined.includes('pi-1') ? 'done' : 'none';
    return question.includes('machine-id') ? 'f171b99f' : undefined;
  };
  const connectionOf = (name: string) => {
    const known = connections.get(name) ?? fakeNode({ answer, ...(name === 'pi-1' ? first : {}) });
    connections.set(name, known);
    return known;
  };
  const run: Run = {
    resolve: () => Promise.reject(new Error('no secrets')),
    inventory,
    nodes: nodes.filter(({ name }) => only.includes(name)),
    connect: async (node) => connectionOf(node.name),
    store: { fetch: async () => assert.fail('a gate fetches nothing') },
    uploads: (work) => work(),
    emit: (event) => events.push(event),
    holder: 'test',
  };
  const surveyed = run.nodes.map((node): Surveyed => {
    const scope = { node, nodes, cluster, cloudy, secrets };
    const state = joined.includes(node.name) ? 'done' : 'none';
    const answers = new Answers(new Map([[memberState(cluster).id, { kind: 'value', value: state }]]), '0');
    const session = {
      connection: connectionOf(node.name),
      scope,
      facts: factsOf(phases, scope),
      emit: run.emit,
      holder: 'test',
    };
    return { node, session, answers, plan: plan(phases, scope, answers) };
  });
  const found = {
    reached: surveyed.filter(({ node }) => node.name !== unreached),
    unreached: nodes.filter(({ name }) => name === unreached).map((node) => ({ node, error: new UserError('gone') })),
  };
  const gate = createGate({ run, found, phases, secrets, fill, noReboot: false, noDrain: false, namesakes, replace });
  const session = (name: string) => surveyed.find(({ node }) => node.name === name)!.session;
  return {
    gate,
    secrets,
    connections,
    notes: () => events.flatMap((event) => (event.kind === 'note' ? [`${event.node} ${event.message}`] : [])),
    creating: () => gate.creating(session('pi-1')),
    created: () => gate.created(session('pi-1')),
    admit: (name: string) => {
      const one = surveyed.find(({ node }) => node.name === name)!;
      return gate.admit(name, phases, one.session, one.answers);
    },
    firstDid: () => connections.get('pi-1')?.changes ?? [],
  };
}

/** Whether it has settled once everything that could go on has. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let pending = true;
  const settled = () => {
    pending = false;
  };
  promise.then(settled, settled);
  for (let turn = 0; turn < 10; turn++) await new Promise((next) => setImmediate(next));
  return pending;
}

describe('the gate', () => {
  it('lets workers in when the control plane is there, all at once', async () => {
    const { admit, created, firstDid, secrets } = settingOf({});
    const admitted = Promise.all([admit('pi-2'), admit('pi-3')]);
    assert.equal(await isPending(admitted), true);
    assert.deepEqual(firstDid(), []);
    created();
    await admitted;
    assert.equal(firstDid().length, 1);
    assert.match(firstDid()[0] ?? '', /delete node .* pi-2 pi-3$/m);
    assert.match(secrets.caCertHash.reveal(), /^sha256:[0-9a-f]{64}$/);
  });

  it('is open for nodes that are in the cluster, and then nothing is done', async () => {
    const { gate, admit, created, firstDid } = settingOf({ joined: all });
    await Promise.all([admit('pi-2'), admit('pi-3')]);
    created();
    await gate.close();
    assert.deepEqual(firstDid(), []);
  });

  it('does not forget a node that is in the cluster', async () => {
    const { admit, created, firstDid } = settingOf({ joined: ['pi-1', 'pi-2'] });
    created();
    await Promise.all([admit('pi-2'), admit('pi-3')]);
    assert.match(firstDid()[0] ?? '', /delete node .* pi-3$/m);
  });

  it('tells nodes that the control plane fails', async () => {
    const { gate, admit } = settingOf({});
    const admitted = admit('pi-2');
    gate.failed('pi-1', new Error('no disk'));
    await assert.rejects(admitted, { message: 'pi-2 cannot join: it waits for pi-1, which fails.' });
    await gate.close();
  });

  it('tells nodes that the control plane was not reached', async () => {
    const { admit } = settingOf({ unreached: 'pi-1' });
    await assert.rejects(admit('pi-2'), { message: 'pi-2 cannot join: it waits for pi-1, which fails.' });
  });

  it('removes what let nodes join, once they have', async () => {
    const { gate, admit, created, firstDid } = settingOf({});
    created();
    await Promise.all([admit('pi-2'), admit('pi-3')]);
    await gate.close();
    assert.match(firstDid()[1] ?? '', /delete secret .*kubeadm-certs bootstrap-token-/);
  });

  it('removes the token of a cluster that was made although nobody joined', async () => {
    const { gate, creating, created, firstDid } = settingOf({ only: ['pi-1'] });
    creating();
    created();
    await gate.close();
    assert.match(firstDid()[0] ?? '', /delete secret .*bootstrap-token-/);
  });

  it('removes the token also when the cluster was made and something failed right after', async () => {
    const { gate, creating, firstDid } = settingOf({});
    creating();
    gate.failed('pi-1', new Error('no Flannel'));
    await gate.close();
    assert.match(firstDid()[0] ?? '', /delete secret .*bootstrap-token-/);
  });

  it('only says so when the token could not be removed', async () => {
    const { gate, admit, created, notes } = settingOf({
      first: { change: (script) => (/delete secret/.test(script) ? 1 : 0) },
    });
    created();
    await admit('pi-2');
    await gate.close();
    assert.match(
      notes().at(-1) ?? '',
      /^pi-1 the join token stays valid for up to an hour: pi-1: .* fails with exit code 1/,
    );
  });

  it('keeps the control plane until every node is in or has failed', async () => {
    const { gate, admit, created } = settingOf({});
    created();
    const arrived = gate.allArrived();
    gate.arrived('pi-1');
    await admit('pi-2');
    gate.arrived('pi-2');
    assert.equal(await isPending(arrived), true);
    gate.failed('pi-3', new Error('no disk'));
    assert.deepEqual(await arrived, ['pi-1', 'pi-2']);
    assert.deepEqual(gate.joiners, ['pi-2', 'pi-3']);
  });

  it('tells the control plane that nobody came new', async () => {
    const { gate } = settingOf({ joined: all });
    for (const name of all) gate.arrived(name);
    assert.deepEqual(gate.joiners, []);
    assert.deepEqual(await gate.allArrived(), all);
  });

  describe('of a run without the first control plane', () => {
    it('visits it, lets nodes in there, and hangs up', async () => {
      const { gate, admit, firstDid, connections } = settingOf({ only: ['pi-2'], joined: ['pi-1', 'pi-3'] });
      await admit('pi-2');
      assert.match(firstDid()[0] ?? '', /delete node .* pi-2$/m);
      await gate.close();
      assert.equal(firstDid().length, 2);
      assert.equal(connections.get('pi-1')?.isClosed, true);
      assert.equal(connections.get('pi-3'), undefined);
    });

    it('says that there is no cluster yet', async () => {
      const { gate, admit } = settingOf({ only: ['pi-2'] });
      await assert.rejects(admit('pi-2'), {
        message: 'pi-2 cannot join: pi-1 has no cluster yet that nodes could join.',
        hints: ['microcloud init'],
      });
      await gate.close();
    });

    it('does not bother it for nodes that are in the cluster', async () => {
      const { gate, admit, connections } = settingOf({ only: ['pi-2'], joined: all });
      await admit('pi-2');
      await gate.close();
      assert.equal(connections.get('pi-1'), undefined);
    });
  });
});
