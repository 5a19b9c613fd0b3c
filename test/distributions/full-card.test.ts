import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fullCard, fullCardOf } from '../../src/distributions/full-card.ts';
import { distributions } from '../../src/distributions/table.ts';
import { makeScope } from '../support/plan.ts';

const k3s = { 'nodefs.available': '5%', 'imagefs.available': '5%' };

describe('what kubelet does about a full card', () => {
  it('has its defaults', () => {
    assert.deepEqual(fullCard(undefined, undefined), { removesImages: 85, evictsPods: 85 });
    assert.deepEqual(fullCardOf([], k3s), { removesImages: 85, evictsPods: 95 });
  });

  it('is what its settings say, the stricter one where there are two', () => {
    const hard = { 'nodefs.available': '8%', 'imagefs.available': '12.5%', 'memory.available': '40%' };
    assert.deepEqual(fullCard(90, hard), { removesImages: 90, evictsPods: 87.5 });
  });

  it('is not known in percent where an amount is set', () => {
    assert.deepEqual(fullCard(70, { 'nodefs.available': '1Gi' }), { removesImages: 70, evictsPods: 100 });
  });

  it('is read from arguments, of which the last one counts', () => {
    const words = ['image-gc-high-threshold=70', 'eviction-hard=imagefs.available<9%,nodefs.available<4%', 7];
    assert.deepEqual(fullCardOf([...words, 'image-gc-high-threshold=75'], k3s), { removesImages: 75, evictsPods: 91 });
  });

  it('is asked of the settings of the role', () => {
    const { cluster } = makeScope({
      cluster: { k3s: { agent: { 'kubelet-arg': 'image-gc-high-threshold=60' }, server: {} } },
    });
    assert.equal(distributions.k3s.fullCard(cluster, 'worker').removesImages, 60);
    assert.equal(distributions.k3s.fullCard(cluster, 'control-plane').removesImages, 85);
    assert.equal(distributions.kubeadm.fullCard(cluster, 'worker').removesImages, 85);
  });
});
