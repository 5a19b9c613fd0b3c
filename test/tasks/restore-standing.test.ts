import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCopy } from '../../src/backup/read-copy.ts';
import { Answers } from '../../src/engine/answers.ts';
import type { Session } from '../../src/engine/session.ts';
import { UserError } from '../../src/errors.ts';
import { clusterState } from '../../src/facts/cluster/cluster-state.ts';
import { memberState } from '../../src/facts/cluster/member-state.ts';
import { clusterCa } from '../../src/facts/cluster-ca.ts';
import { restoreStanding } from '../../src/tasks/restore-standing.ts';
import { packCopy, partsOfCopy } from '../support/copies.ts';
import { fakeInventory } from '../support/fake-runs.ts';
import { fileAnswer } from '../support/plan.ts';

/** What each node is: in the copy's cluster, with an API that answers or without; in another one, in none, or off. */
type State = 'runs' | 'ours' | 'theirs' | 'none' | 'interrupted' | 'off';

interface Row {
  readonly servers?: readonly string[];
  readonly are: readonly [State, State, State];
  /** Nodes that the cluster knew when it was copied; default: all. */
  readonly known?: readonly string[];
  readonly inTheWay?: readonly string[];
  readonly says?: RegExp;
  readonly obstacle?: RegExp;
}

const three = ['pi-1', 'pi-2', 'pi-3'];
const rows: Readonly<Record<string, Row>> = {
  'workers come back by themselves': { are: ['none', 'ours', 'ours'] },
  'flashed nodes join': { are: ['none', 'none', 'ours'] },
  'a worker that is off comes back later': { are: ['none', 'ours', 'off'] },
  'it goes on where a try was interrupted': { are: ['interrupted', 'ours', 'ours'] },
  'a cluster that runs is in the way': {
    are: ['runs', 'ours', 'ours'],
    inTheWay: ['pi-1'],
    says: /^The cluster still runs: pi-1 has it\. All that is newer than the copy would be lost\.$/,
  },
  'so is one whose API does not answer': {
    are: ['ours', 'ours', 'ours'],
    inTheWay: ['pi-1'],
    says: /^pi-1 still has the data of the cluster, though its API does not answer\./,
  },
  'so is what is left of several control planes': {
    servers: three,
    are: ['none', 'none', 'ours'],
    inTheWay: ['pi-3'],
    says: /^pi-3 still has the data of the cluster/,
  },
  'so is a node of another cluster': {
    are: ['none', 'ours', 'theirs'],
    inTheWay: ['pi-3'],
    says: /^pi-3 belongs to another cluster than the copy's\.$/,
  },
  'so is a worker that joined after the copy': {
    are: ['none', 'ours', 'ours'],
    known: ['pi-1', 'pi-2'],
    inTheWay: ['pi-3'],
    says: /^pi-3 joined after the copy was made: the cluster will not know it\.$/,
  },
  'nobody can tell while another control plane is off': {
    servers: three,
    are: ['none', 'off', 'none'],
    obstacle: /^pi-2 cannot be asked whether the cluster still runs there\.$/,
  },
};

describe('the standing of nodes towards a copy', () => {
  for (const [title, row] of Object.entries(rows)) {
    it(`says that ${title}`, async () => {
      const { leader, hasCluster, strangers, obstacles, strangeness } = await found(row);
      assert.deepEqual([leader.name, hasCluster], ['pi-1', false]);
      assert.deepEqual(
        strangers.map(({ name }) => name),
        row.inTheWay ?? [],
      );
      if (row.says) assert.match(strangeness?.summary ?? '', row.says);
      if (row.obstacle) assert.match(obstacles[0]?.problem.summary ?? '', row.obstacle);
      else assert.deepEqual(obstacles, []);
    });
  }
});

async function found({ servers = ['pi-1'], are, known = three }: Row) {
  const inventory = fakeInventory(servers);
  const nodes = known.map((name, index) => `${name} v1.35.4 10.244.${index}.0/24\n`).join('');
  const copy = await readCopy(await packCopy({ ...partsOfCopy(), nodes, 'pki/ca.crt': 'ours' }));
  const ca = clusterCa(inventory.cluster);
  const all = inventory.nodes.map((node, index) => ({ node, is: are[index] }));
  const reached = all
    .filter(({ is }) => is !== 'off')
    .map(({ node, is }) => {
      const isMember = is === 'runs' || is === 'ours' || is === 'theirs';
      const content = is === 'theirs' ? 'theirs' : 'ours';
      const api = is === 'runs' ? { kind: 'running', nodes: [], workloads: [] } : { kind: 'silent', why: '' };
      const answers = new Answers(
        new Map([
          [memberState(inventory.cluster).id, { kind: 'value', value: isMember ? 'done' : is }],
          [ca.id, { kind: 'value', value: ca.parse(is === 'none' ? '' : fileAnswer(content)) }],
          [clusterState(inventory).id, { kind: 'value', value: api }],
        ]),
        '0',
      );
      return { node, answers, session: {} as Session };
    });
  const off = all.filter(({ is }) => is === 'off');
  const unreached = off.map(({ node }) => ({ node, error: new UserError(`${node.name} does not answer.`) }));
  return restoreStanding(inventory, copy, { reached, unreached });
}
