import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { copyOnNode } from '../../src/backup/copy-on-node.ts';
import type { FindingId } from '../../src/doctor/finding-ids.ts';
import { Answers } from '../../src/engine/answers.ts';
import { clusterState } from '../../src/facts/cluster/cluster-state.ts';
import { memberState } from '../../src/facts/cluster/member-state.ts';
import { clusterCa } from '../../src/facts/cluster-ca.ts';
import { obstacleOf, standingIn } from '../../src/tasks/standing.ts';
import { fileAnswer, makeScope } from '../support/plan.ts';

/**
 * What each node is: in which cluster, in ours while its API does not answer, taken out of ours without a word to it, in none,
 * half-way, with a copy to be made from, or off.
 */
type State = 'ours' | 'silent' | 'forgotten' | 'theirs' | 'none' | 'interrupted' | 'copied' | 'off';

interface Row {
  readonly roles: string;
  readonly endpoint?: string;
  readonly are: Readonly<Record<string, State>>;
  /** Which control plane leads, which nodes belong elsewhere, and why nothing may be made. */
  readonly leader: string;
  readonly strangers?: readonly string[];
  /** What strangers are told. */
  readonly told?: Readonly<Record<string, RegExp>>;
  readonly obstacle?: { readonly id: FindingId; readonly says: RegExp; readonly hint?: RegExp; readonly at?: string };
}

const rows: Readonly<Record<string, Row>> = {
  'a new cluster is made by the first control plane': {
    roles: 'cww',
    are: { 'pi-1': 'none', 'pi-2': 'none', 'pi-3': 'none' },
    leader: 'pi-1',
  },
  'a cluster goes on with the first control plane': {
    roles: 'cww',
    are: { 'pi-1': 'ours', 'pi-2': 'ours', 'pi-3': 'none' },
    leader: 'pi-1',
  },
  'the first control plane joins the others that have the cluster': {
    roles: 'ccc',
    endpoint: '192.168.0.250:6443',
    are: { 'pi-1': 'none', 'pi-2': 'ours', 'pi-3': 'ours' },
    leader: 'pi-2',
  },
  'one that was interrupted does so too': {
    roles: 'ccc',
    endpoint: 'api.home.arpa:6443',
    are: { 'pi-1': 'interrupted', 'pi-2': 'off', 'pi-3': 'ours' },
    leader: 'pi-3',
  },
  'it cannot where all call the cluster by its own address': {
    roles: 'ccc',
    endpoint: '192.168.0.201:6443',
    are: { 'pi-1': 'none', 'pi-2': 'ours', 'pi-3': 'ours' },
    leader: 'pi-2',
    obstacle: {
      id: 'cluster.endpoint',
      says: /^pi-2 has the cluster, but all nodes call it by 192\.168\.0\.201:6443, which is pi-1 itself/,
    },
  },
  'none is made while another control plane cannot be asked': {
    roles: 'ccc',
    are: { 'pi-1': 'none', 'pi-2': 'off', 'pi-3': 'none' },
    leader: 'pi-1',
    obstacle: { id: 'cluster.second', says: /pi-2 cannot be asked whether there is one already/ },
  },
  'nothing is changed on control planes without a majority of them': {
    roles: 'ccc',
    are: { 'pi-1': 'off', 'pi-2': 'silent', 'pi-3': 'off' },
    leader: 'pi-2',
    obstacle: {
      id: 'cluster.majority',
      at: 'pi-2',
      says: /^The API does not answer, and of 3 control planes only pi-2 does: etcd needs 2/,
      hint: /^Bring pi-1 or pi-3 back, /,
    },
  },
  'half of two control planes is no majority': {
    roles: 'ccw',
    are: { 'pi-1': 'off', 'pi-2': 'silent', 'pi-3': 'none' },
    leader: 'pi-2',
    obstacle: {
      id: 'cluster.majority',
      at: 'pi-2',
      says: /^The API does not answer, and of 2 control planes only pi-2 does: etcd needs 2/,
      hint: /^Bring pi-1 back, /,
    },
  },
  'control planes that have not joined yet are no lost majority': {
    roles: 'ccc',
    are: { 'pi-1': 'none', 'pi-2': 'silent', 'pi-3': 'none' },
    leader: 'pi-2',
  },
  'an API that does not answer yet is waited for': {
    roles: 'ccc',
    are: { 'pi-1': 'off', 'pi-2': 'silent', 'pi-3': 'silent' },
    leader: 'pi-2',
  },
  'an API that answers has its majority': {
    roles: 'ccc',
    are: { 'pi-1': 'ours', 'pi-2': 'off', 'pi-3': 'off' },
    leader: 'pi-1',
  },
  'one control plane is a majority of one': {
    roles: 'cww',
    are: { 'pi-1': 'silent', 'pi-2': 'off', 'pi-3': 'off' },
    leader: 'pi-1',
  },
  'a worker that is off does not matter': {
    roles: 'cww',
    are: { 'pi-1': 'none', 'pi-2': 'off', 'pi-3': 'none' },
    leader: 'pi-1',
  },
  'workers of a lost cluster are strangers': {
    roles: 'cww',
    are: { 'pi-1': 'none', 'pi-2': 'ours', 'pi-3': 'none' },
    leader: 'pi-1',
    strangers: ['pi-2'],
  },
  'those that wait for their cluster to come back from a copy are none': {
    roles: 'cww',
    are: { 'pi-1': 'copied', 'pi-2': 'ours', 'pi-3': 'none' },
    leader: 'pi-1',
  },
  'so are those of another cluster': {
    roles: 'cww',
    are: { 'pi-1': 'ours', 'pi-2': 'theirs', 'pi-3': 'ours' },
    leader: 'pi-1',
    strangers: ['pi-2'],
  },
  'a control plane that was taken out while it was off does not lead': {
    roles: 'ccc',
    endpoint: '192.168.0.250:6443',
    are: { 'pi-1': 'forgotten', 'pi-2': 'ours', 'pi-3': 'off' },
    leader: 'pi-2',
    strangers: ['pi-1'],
    told: { 'pi-1': /^It was taken out of the cluster while it was off, and pi-2 does not know it any more\.$/ },
  },
  'nor is one at home after the leader': {
    roles: 'ccc',
    are: { 'pi-1': 'ours', 'pi-2': 'theirs', 'pi-3': 'forgotten' },
    leader: 'pi-1',
    strangers: ['pi-3', 'pi-2'],
    told: { 'pi-2': /^It belongs to another cluster than pi-1\.$/, 'pi-3': /pi-1 does not know it any more/ },
  },
  'a worker that is not known yet may be on its way': {
    roles: 'cww',
    are: { 'pi-1': 'ours', 'pi-2': 'forgotten', 'pi-3': 'ours' },
    leader: 'pi-1',
  },
  'nobody can tell while the control plane is off': {
    roles: 'cww',
    are: { 'pi-1': 'off', 'pi-2': 'ours', 'pi-3': 'none' },
    leader: 'pi-1',
  },
};

describe('the standing of nodes', () => {
  for (const [title, row] of Object.entries(rows)) {
    it(`says that ${title}`, () => {
      const standing = found(row);
      const { leader, strangers, obstacles } = standing;
      const [obstacle, ...others] = obstacles;
      assert.deepEqual(others, []);
      assert.equal(leader.name, row.leader);
      assert.deepEqual(
        strangers.map(({ name }) => name),
        row.strangers ?? [],
      );
      for (const [name, says] of Object.entries(row.told ?? {})) {
        const node = strangers.find((one) => one.name === name);
        assert.match((node && obstacleOf(node, standing)?.summary) ?? '', says);
      }
      if (row.obstacle) {
        assert.equal(obstacle?.problem.id, row.obstacle.id);
        assert.match(obstacle?.problem.summary ?? '', row.obstacle.says);
        if (row.obstacle.hint) assert.match(obstacle?.problem.hint ?? '', row.obstacle.hint);
        assert.equal(obstacle?.node.name, row.obstacle.at ?? 'pi-1');
      } else assert.equal(obstacle, undefined);
    });
  }
});

function found({ roles, are, endpoint }: Row) {
  const scope = makeScope(endpoint ? { cluster: { endpoint } } : {});
  const nodes = scope.nodes.map((node, index) => ({
    ...node,
    role: roles[index] === 'c' ? ('control-plane' as const) : ('worker' as const),
  }));
  const { cluster } = scope;
  const reached = nodes
    .filter(({ name }) => are[name] !== 'off')
    .map((node) => {
      const standing = are[node.name];
      const state = ['ours', 'silent', 'forgotten', 'theirs'].includes(standing ?? '') ? 'done' : standing;
      const api = clusterState({ cluster, nodes });
      const known = nodes.filter(({ name }) => are[name] !== 'forgotten');
      const said = { kind: standing === 'silent' ? 'silent' : 'running', reason: 'x', nodes: known };
      const ca = clusterCa(cluster);
      // A try that was interrupted may have brought a certificate already.
      const answers = new Answers(
        new Map([
          [memberState(cluster).id, { kind: 'value', value: state }],
          [copyOnNode.id, { kind: 'value', value: copyOnNode.parse(standing === 'copied' ? fileAnswer('sums') : '') }],
          [api.id, { kind: 'value', value: said }],
          [
            ca.id,
            {
              kind: 'value',
              value: ca.parse(standing === 'none' ? '' : fileAnswer(standing === 'theirs' ? 'theirs' : 'ours')),
            },
          ],
        ]),
        '0',
      );
      return { node, answers };
    });
  const unreached = nodes.filter(({ name }) => are[name] === 'off').map((node) => ({ node }));
  // The order in which nodes answer means nothing.
  return standingIn({ cluster, nodes }, { reached: reached.toReversed(), unreached });
}
