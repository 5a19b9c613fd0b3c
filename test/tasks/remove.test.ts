import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { removeNodes } from '../../src/tasks/remove.ts';
import { ConnectFailure, userErrorOf } from '../../src/transport/connect-failures.ts';
import { clusterAnswer } from '../support/cluster-answer.ts';
import { endpointLike } from '../support/endpoints.ts';
import { type FakeNode, fakeNode } from '../support/fake-node.ts';
import { fakeRun } from '../support/fake-runs.ts';
import { makeScope, nobody } from '../support/plan.ts';

const { cluster, cloudy, nodes } = makeScope();
const endpoint = endpointLike({ node: 'pi-3', address: '192.168.0.203' });
const off = userErrorOf(new ConnectFailure('timeout', endpoint, 'no answer'), { node: 'pi-3' });

interface Setting {
  readonly leaving: readonly string[];
  /** Why a node cannot be reached. */
  readonly failures?: Readonly<Record<string, UserError>>;
  /** What of a node's work fails, and what of the host's. */
  readonly stuck?: string;
  readonly hostFails?: boolean;
}

/** Removes nodes of a cluster of three; each change is written down in the order in which it was made. */
async function removed({ leaving, failures = {}, stuck, hostFails = false }: Setting) {
  const done: string[] = [];
  const forgotten: string[] = [];
  const members = () =>
    clusterAnswer((items) => {
      for (const name of forgotten) delete items[`Node ${name}`];
    });
  const host = fakeNode({
    answer: (question) => (question.includes('get nodes,deployments') ? members() : hostAnswer(question)),
    change(script) {
      const name = /delete node --ignore-not-found --wait=false (\S+)/.exec(script)?.[1];
      done.push(name ? `forget ${name}` : 'drain');
      if (name) forgotten.push(name);
      return hostFails ? 1 : 0;
    },
  });
  const leaver = (name: string) => {
    let pods = 'pause\n';
    return fakeNode({
      answer: (question) => {
        if (question.includes('pgrep')) return pods;
        return question.includes('machine-id') ? name : '';
      },
      change() {
        done.push(`stop ${name}`);
        pods = '';
        return name === stuck ? 1 : 0;
      },
    });
  };
  const connections = new Map<string, FakeNode>();
  const run = fakeRun({
    inventory: { path: '/inventory.yaml', cluster, cloudy, artifacts: {}, nodes, ...nobody },
    nodes: nodes.filter(({ name }) => leaving.includes(name)),
    connect: async ({ name }) => {
      if (failures[name]) throw failures[name];
      const connection = name === 'pi-1' ? host : leaver(name);
      connections.set(name, connection);
      return connection;
    },
  });
  const staying = { ...run.inventory, nodes: nodes.filter(({ name }) => !leaving.includes(name)) };
  const result = await removeNodes(run, { staying, drain: true, keep: true, proceed: async () => true });
  assert.ok([...connections.values()].every(({ isClosed }) => isClosed));
  return { done, result };
}

function hostAnswer(question: string): string {
  return question.includes('machine-id') ? 'pi-1' : '';
}

describe('removing nodes', () => {
  it('lets a node go before the cluster forgets it, so that it does not come back', async () => {
    const { done, result } = await removed({ leaving: ['pi-3'] });
    assert.deepEqual(done, ['stop pi-3', 'forget pi-3']);
    assert.deepEqual(result.removed, ['pi-3']);
  });

  it('only forgets one that is off, and says so', async () => {
    const { done, result } = await removed({ leaving: ['pi-3'], failures: { 'pi-3': off } });
    assert.deepEqual(done, ['forget pi-3']);
    assert.deepEqual([result.removed, result.off], [['pi-3'], ['pi-3']]);
  });

  it('keeps one that answers but lets nobody in', async () => {
    const failures = { 'pi-3': new UserError('The host key of pi-3 has changed.') };
    const { done, result } = await removed({ leaving: ['pi-2', 'pi-3'], failures });
    assert.deepEqual(done, ['stop pi-2', 'forget pi-2']);
    assert.deepEqual(result.removed, ['pi-2']);
    assert.deepEqual(
      result.survey.unreached.map(({ node }) => node.name),
      ['pi-3'],
    );
  });

  it('keeps one that could not be cleaned, for the next try', async () => {
    const { done, result } = await removed({ leaving: ['pi-2', 'pi-3'], stuck: 'pi-3' });
    assert.deepEqual(done.toSorted(), ['forget pi-2', 'stop pi-2', 'stop pi-3']);
    assert.deepEqual(result.removed, ['pi-2']);
    assert.match(
      result.outcomes.find(({ node }) => node === 'pi-3')?.error?.message ?? '',
      /^pi-3: "Stop all pods" fails/,
    );
  });

  it('has removed nothing when the cluster does not forget', async () => {
    const { result } = await removed({ leaving: ['pi-3'], hostFails: true });
    assert.deepEqual(result.removed, []);
  });

  it('needs a control plane that stays', async () => {
    const gone = new UserError('pi-1 does not answer.', { hints: ['Check its power'] });
    await assert.rejects(removed({ leaving: ['pi-3'], failures: { 'pi-1': gone } }), (error: UserError) => {
      assert.equal(error.message, 'No control plane that stays can be asked. pi-1 does not answer.');
      assert.deepEqual(error.hints, ['Check its power', 'If the whole cluster is lost: microcloud reset']);
      return true;
    });
  });
});
