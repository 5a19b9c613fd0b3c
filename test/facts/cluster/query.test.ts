import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { questionsOf } from '../../../src/engine/compile.ts';
import type { Fact } from '../../../src/engine/model.ts';
import { defineTable } from '../../../src/facts/cluster/object-table.ts';
import { listFact } from '../../../src/facts/cluster/query.ts';

const kubeadm = { distribution: 'kubeadm' } as const;
const nodeTable = defineTable({ Node: 'nodes' }, { name: '.metadata.name' }, ({ name }) => name);
const podTable = defineTable(
  { Pod: 'pods' },
  { node: '.spec.nodeName', name: '.metadata.name' },
  ({ node, name }) => `${name} on ${node}`,
);
const nodes = listFact('nodes', kubeadm, { nodes: nodeTable });
const both = listFact('nodes and pods', kubeadm, { nodes: nodeTable, pods: podTable });
const [question, ...others] = questionsOf([nodes, both]);

/** What the facts make of one answer to both. */
function replies(stdout: string) {
  const parts = question?.split?.(stdout);
  const of = <T>({ ask, parse }: Fact<T>) => parse(('item' in ask && parts?.get(ask.item)) || '');
  return [of(nodes), of(both)] as const;
}

describe('a question to the cluster', () => {
  it('is one kubectl for all facts, and asks for a field once', () => {
    assert.deepEqual(others, []);
    const wire = question?.script.wire ?? '';
    assert.match(wire, / timeout 30 kubectl get nodes,pods -A -o /);
    assert.equal(wire.split('{.metadata.name}').length, 2);
  });

  it('goes to the kubectl of its distribution', () => {
    const [asked] = questionsOf([listFact('nodes', { distribution: 'k3s' }, { nodes: nodeTable })]);
    assert.match(asked?.script.wire ?? '', / timeout 30 k3s kubectl get nodes -A -o /);
  });

  it('gives each fact its objects by the names of its columns, through the warnings of kubectl', () => {
    const answer = '1795274308\nWarning: something is deprecated\nNode\tpi-1\t\t\nPod\tweb\tpi-1\t\nPod\tlast\t\t\n';
    assert.deepEqual(replies(answer), [
      { kind: 'running', now: 1795274308, nodes: ['pi-1'] },
      { kind: 'running', now: 1795274308, nodes: ['pi-1'], pods: ['web on pi-1', 'last on '] },
    ]);
  });

  it('tells each fact that there is no cluster', () => {
    assert.deepEqual(replies('none\n'), [{ kind: 'none' }, { kind: 'none' }]);
  });

  it('tells each fact the last that kubectl says about a silent API', () => {
    const reason =
      'The connection to the server 172.29.5.11:6443 was refused - did you specify the right host or port?';
    const answer = `1795274308\nE1121 09:08:50.085353 1451 memcache.go:265] "Unhandled Error"\n${reason}\nsilent\n`;
    assert.deepEqual(replies(answer), [
      { kind: 'silent', reason },
      { kind: 'silent', reason },
    ]);
  });
});
