import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { questionsOf } from '../../src/engine/compile.ts';
import { type Get, kubectlFact } from '../../src/facts/kubectl.ts';
import type { Cluster } from '../../src/inventory/schema.ts';

const factOf = (get: Get, distribution: Cluster['distribution'] = 'kubeadm') =>
  kubectlFact(get.kinds.join(), { distribution }, get, (stdout) => stdout);
const nodes = factOf({ kinds: ['nodes'], fields: ['.kind', '.metadata.name'] });
const pods = factOf({ kinds: ['nodes', 'pods'], fields: ['.kind', '.spec.nodeName', '.metadata.name'] });
const [question, ...others] = questionsOf([nodes, pods]);

function answersTo(stdout: string): readonly (string | undefined)[] {
  const parts = question?.split?.(stdout);
  return [nodes, pods].map(({ ask }) => ('item' in ask ? parts?.get(ask.item) : undefined));
}

describe('a question to the cluster', () => {
  it('is one kubectl for all facts', () => {
    assert.deepEqual(others, []);
    assert.match(question?.script.wire ?? '', / timeout 10 kubectl get nodes,pods -A -o /);
  });

  it('goes to the kubectl of its distribution', () => {
    const [asked] = questionsOf([factOf({ kinds: ['nodes'], fields: [] }, 'k3s')]);
    assert.match(asked?.script.wire ?? '', / timeout 10 k3s kubectl get nodes -A -o /);
  });

  it('gives each fact the fields that it asked for', () => {
    assert.deepEqual(answersTo('1795274308\nNode\tpi-1\t\t\nPod\tweb\tpi-1\t\n'), [
      '1795274308\nNode\tpi-1\t\nPod\tweb\t\n',
      '1795274308\nNode\t\tpi-1\t\nPod\tpi-1\tweb\t\n',
    ]);
  });

  it('gives each fact what stands there instead of objects', () => {
    for (const text of ['none\n', '1795274308\nThe connection was refused\nsilent\n'])
      assert.deepEqual(answersTo(text), [text, text]);
  });
});
