import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Answers } from '../../src/engine/answers.ts';
import { UserError } from '../../src/errors.ts';
import { memberState } from '../../src/facts/cluster/member-state.ts';
import { clusterCa } from '../../src/facts/cluster-ca.ts';
import { membershipIn } from '../../src/tasks/membership.ts';
import type { Surveyed } from '../../src/tasks/survey.ts';
import { fileAnswer, makeScope } from '../support/plan.ts';

/** What each node is: in which cluster, in none, half-way, or off. */
type Standing = 'ours' | 'theirs' | 'none' | 'interrupted' | 'off';

interface Row {
  readonly roles: string;
  readonly endpoint?: string;
  readonly are: Readonly<Record<string, Standing>>;
  /** Who comes first, who belongs elsewhere, and why nothing may be made. */
  readonly first: string;
  readonly strangers?: readonly string[];
  readonly obstacle?: RegExp;
}

const rows: Readonly<Record<string, Row>> = {
  'a new cluster is made by the first control plane': {
    roles: 'cww',
    are: { 'pi-1': 'none', 'pi-2': 'none', 'pi-3': 'none' },
    first: 'pi-1',
  },
  'a cluster goes on with the first control plane': {
    roles: 'cww',
    are: { 'pi-1': 'ours', 'pi-2': 'ours', 'pi-3': 'none' },
    first: 'pi-1',
  },
  'the first control plane joins the others that have the cluster': {
    roles: 'ccc',
    endpoint: '192.168.0.250:6443',
    are: { 'pi-1': 'none', 'pi-2': 'ours', 'pi-3': 'ours' },
    first: 'pi-2',
  },
  'one that was interrupted does so too': {
    roles: 'ccc',
    endpoint: 'api.home.arpa:6443',
    are: { 'pi-1': 'interrupted', 'pi-2': 'off', 'pi-3': 'ours' },
    first: 'pi-3',
  },
  'it cannot where all call the cluster by its own address': {
    roles: 'ccc',
    endpoint: '192.168.0.201:6443',
    are: { 'pi-1': 'none', 'pi-2': 'ours', 'pi-3': 'ours' },
    first: 'pi-2',
    obstacle: /^pi-2 has the cluster, but all nodes call it by 192\.168\.0\.201:6443, which is pi-1 itself/,
  },
  'none is made while another control plane cannot be asked': {
    roles: 'ccc',
    are: { 'pi-1': 'none', 'pi-2': 'off', 'pi-3': 'none' },
    first: 'pi-1',
    obstacle: /pi-2 cannot be asked whether there is one already/,
  },
  'a worker that is off does not matter': {
    roles: 'cww',
    are: { 'pi-1': 'none', 'pi-2': 'off', 'pi-3': 'none' },
    first: 'pi-1',
  },
  'workers of a lost cluster are strangers': {
    roles: 'cww',
    are: { 'pi-1': 'none', 'pi-2': 'ours', 'pi-3': 'none' },
    first: 'pi-1',
    strangers: ['pi-2'],
  },
  'so are those of another cluster': {
    roles: 'cww',
    are: { 'pi-1': 'ours', 'pi-2': 'theirs', 'pi-3': 'ours' },
    first: 'pi-1',
    strangers: ['pi-2'],
  },
  'nobody can tell while the control plane is off': {
    roles: 'cww',
    are: { 'pi-1': 'off', 'pi-2': 'ours', 'pi-3': 'none' },
    first: 'pi-1',
  },
};

describe('the membership of nodes', () => {
  for (const [title, row] of Object.entries(rows)) {
    it(`says that ${title}`, () => {
      const { nodes, strangers, obstacle } = found(row);
      assert.equal(nodes[0]?.name, row.first);
      assert.equal(nodes.length, 3);
      assert.deepEqual(
        strangers.map(({ name }) => name),
        row.strangers ?? [],
      );
      if (row.obstacle) assert.match(obstacle?.summary ?? '', row.obstacle);
      else assert.equal(obstacle, undefined);
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
    .map((node): Surveyed => {
      const standing = are[node.name];
      const state = standing === 'ours' || standing === 'theirs' ? 'done' : standing;
      const ca = clusterCa(cluster);
      // A try that was interrupted may have brought a certificate already.
      const answers = new Answers(
        new Map([
          [memberState(cluster).id, { kind: 'value', value: state }],
          [ca.id, { kind: 'value', value: ca.parse(standing === 'none' ? '' : fileAnswer(`${standing}`)) }],
        ]),
        '0',
      );
      return { node, answers, session: undefined as unknown as Surveyed['session'], plan: [] };
    });
  const unreached = nodes
    .filter(({ name }) => are[name] === 'off')
    .map((node) => ({ node, error: new UserError('off') }));
  return membershipIn({ cluster, nodes }, { reached, unreached });
}
