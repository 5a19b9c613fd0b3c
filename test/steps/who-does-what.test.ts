import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Place, places } from '../../src/engine/places.ts';
import { loadRun } from '../../src/steps/phases.ts';

/**
 * Steps that only some nodes make, by the ids of their findings. A step's own test calls its plan on any node; steps
 * that are not here are made by each node of Kubernetes.
 */
const done: Readonly<Record<Exclude<Place, 'members'>, readonly string[]>> = {
  leader: [
    ...['addon.ingress', 'addon.metrics', 'addon.monitoring', 'addon.nfs', 'addon.storage'],
    ...['cluster.copy', 'cluster.kube_proxy', 'cluster.settings', 'cni.flannel_manifest', 'kubelet.served'],
    ...['net.shared_address', 'node.absent', 'node.drained', 'node.labels', 'node.waiting'],
    ...['people.access', 'pods.rollout', 'policy.objects', 'pub.access', 'serf.key'],
  ],
  machines: [
    ...['apt.packages', 'apt.sources', 'clock.wrong', 'hw.memory', 'id.cloud_init', 'id.hostname', 'id.hosts'],
    ...['net.ip_inventory', 'net.shared_address', 'net.static_address'],
    ...['node.foreign', 'system.first_boot', 'system.unsupported'],
  ],
  others: ['node.absent'],
  proxies: ['net.haproxy'],
};

describe('the steps of a run', async () => {
  const steps = (await loadRun()).flatMap((phase) => phase.steps);

  for (const [place, ids] of Object.entries(done))
    it(`has for ${place} what only they do`, () => {
      const found = steps.filter(({ on }) => on === place).map(({ id }) => id);
      assert.deepEqual([...new Set(found)].sort(), ids);
    });

  it('knows no other place', () => {
    for (const { on = 'members', id } of steps) assert.ok(Object.hasOwn(places, on), id);
  });
});
