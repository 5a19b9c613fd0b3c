import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { questionsOf } from '../../../src/engine/compile.ts';
import { clusterState } from '../../../src/facts/cluster/cluster-state.ts';
import { cellsIn, columnsOf, mark, rowsIn } from '../../../src/facts/cluster/printed-rows.ts';
import { managedOn } from '../../../src/steps/settle/managed-labels.ts';
import { makeScope } from '../../support/plan.ts';

type Item = Readonly<Record<string, unknown>>;

/** Prints objects as kubectl's jsonpath does: texts as they are, all else as JSON. */
function kubectl(columns: string, items: readonly Item[]): string {
  const [, inside = ''] = /\{range \.items\[\*\]\}(.*)\{end\}/.exec(columns) ?? [];
  const printed = (item: Item) =>
    [...inside.matchAll(/\{("(?:[^"\\]|\\.)*"|[^}]*)\}/g)]
      .map(([, part = '']) => (part.startsWith('"') ? (JSON.parse(part) as string) : textAt(item, part)))
      .join('');
  return items.map(printed).join('');
}

function textAt(item: Item, path: string): string {
  const names = path.slice(1).split(/(?<!\\)\./);
  const value = names.reduce<unknown>(
    (inner, name) => (inner as Item | undefined)?.[name.replaceAll('\\.', '.')],
    item,
  );
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const fields = ['.kind', '.name', '.says'];
const rowsOf = (...says: readonly string[]) =>
  rowsIn(
    kubectl(
      columnsOf(fields),
      says.map((text, index) => ({ kind: 'Node', name: `pi-${index + 1}`, says: text })),
    ),
  );

describe('what kubectl prints', () => {
  it('is a line for each object, and a tab behind each cell', () => {
    assert.equal(rowsOf('fine', ''), 'Node\tpi-1\tfine\t\nNode\tpi-2\t\t\n');
  });

  it('keeps warnings and what comes before and behind', () => {
    const printed = kubectl(columnsOf(fields), [{ kind: 'Node', name: 'pi-1', says: 'x' }]);
    assert.equal(rowsIn(`17\nWarning: old\n${printed}silent\n`), '17\nWarning: old\nNode\tpi-1\tx\t\nsilent\n');
  });

  for (const says of ['a\nNode\tpi-3\tx\t', '\n', '\t\t\t', '\nsilent', 'x\t\n\t', '\r\nNode\tpi-3\t']) {
    it(`has no row more because an object says ${JSON.stringify(says)}`, () => {
      const lines = rowsOf(says, 'fine').replace(/\n$/, '').split('\n');
      assert.deepEqual(
        lines.map((line) => line.split('\t').slice(0, 2).join(' ')),
        ['Node pi-1', 'Node pi-2'],
      );
      for (const line of lines) assert.equal(line.split('\t').length, fields.length + 1);
    });
  }

  it('is marked by a word that nobody can know before', () => {
    assert.match(mark, /^[0-9a-f]{16}$/);
    assert.equal(cellsIn('a\tb\tc', 3), undefined);
  });
});

describe('a node that lies', () => {
  const state = clusterState(makeScope());
  const [question] = questionsOf([state]);
  const [, columns = ''] = /(jsonpath=.*\{end\})/.exec(question?.script.wire ?? '') ?? [];
  const nodeNamed = (name: string, annotations: Item, kubeletVersion: string) => ({
    kind: 'Node',
    metadata: { name, annotations },
    status: { nodeInfo: { kubeletVersion }, conditions: [{ type: 'Ready', status: 'True' }] },
  });
  const seen = (annotations: Item, version = 'v1.35.4') => {
    const printed = kubectl(columns, [nodeNamed('pi-2', annotations, version), nodeNamed('pi-3', {}, 'v1.35.4')]);
    const text = question?.split?.(`1795274308\n${printed}`).get('item' in state.ask ? state.ask.item : '') ?? '';
    const reply = state.parse(text);
    return reply.kind === 'running' ? reply.nodes : [];
  };
  const row = '\nNode\tpi-1\t{}\t[]\t[]\tv9\t\ttrue\t[]\t\t\t\ttrue\t\t\t\n';

  it('adds no other node, hides none, and drains none', () => {
    for (const name of [
      'microcloud.cloudy/managed',
      'microcloud.cloudy/drained',
      'flannel.alpha.coreos.com/public-ip',
    ]) {
      assert.deepEqual(
        seen({ [name]: row }).map(({ name: node, ready }) => `${node} ${ready}`),
        ['pi-2 true', 'pi-3 true'],
      );
    }
    assert.deepEqual(
      seen({}, `v1${row}`).map(({ name }) => name),
      ['pi-2', 'pi-3'],
    );
  });

  for (const managed of ['{"labels":5}', '{"labels":[5,"a"],"taints":{}}', '5', 'null', '[1]', '{', '{"isOpen":"x"}']) {
    it(`stops no run by the note ${managed}`, () => {
      const { labels, taints } = managedOn({ managed });
      for (const one of [...labels, ...taints]) assert.equal(typeof one, 'string');
    });
  }
});
