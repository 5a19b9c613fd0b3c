import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Machine } from '../../lab/host-machine.ts';
import { inventoryText, labInventory } from '../../lab/inventory.ts';
import { planLab, planNode } from '../../lab/lab-plan.ts';
import { filesOf, prepareFiles } from '../../lab/state.ts';
import { parseInventory } from '../../src/inventory/load.ts';
import { temporary } from '../support/temporary.ts';

const lab = planLab('lab', 0);
const nodes = [1, 2, 3].map((number) => planNode(lab, number));
const plain: Machine = { cgroupVersion: 2, hasSysResource: true, hasSwap: false };
const input = (machine: Partial<Machine> = {}) => ({
  lab,
  nodes,
  files: filesOf('/labs/lab'),
  machine: { ...plain, ...machine },
  bundle: { directory: undefined, sums: undefined, kubernetes: undefined, hasCloudy: true },
});

describe('inventoryText', () => {
  it('is an inventory without mistakes', async (t) => {
    const files = filesOf(await temporary(t));
    await prepareFiles(files);
    const everything = { ...input({ cgroupVersion: 1, hasSysResource: false, hasSwap: true }), files };
    const read = parseInventory(
      inventoryText({
        ...everything,
        bundle: { directory: '/labs/bundle', sums: 'a1'.repeat(32), kubernetes: '1.36.3', hasCloudy: false },
      }),
      files.inventory,
      {
        env: {},
      },
    );
    assert.deepEqual(
      read.nodes.map(({ name, role, sshAddress, staticAddress }) => [name, role, sshAddress, staticAddress]),
      [
        ['pi-1', 'control-plane', '172.29.0.101', '172.29.0.11'],
        ['pi-2', 'worker', '172.29.0.102', '172.29.0.12'],
        ['pi-3', 'worker', '172.29.0.103', '172.29.0.13'],
      ],
    );
    assert.deepEqual(read.artifacts, { bundle: '/labs/bundle', sums: 'a1'.repeat(32) });
    assert.equal(`${read.cluster.version}`, '1.36.3');
    assert.equal(read.cloudy.install, 'agent');
  });

  it('holds no password', () => {
    assert.doesNotMatch(inventoryText(input()), /raspberry/);
  });
});

const sharedDisk = {
  imageGCHighThresholdPercent: 100,
  evictionHard: { 'nodefs.available': '0%', 'nodefs.inodesFree': '0%', 'imagefs.available': '0%' },
};

describe('labInventory', () => {
  it('asks for nothing special of a machine with cgroup v2 and all capabilities', () => {
    const { cluster, artifacts, defaults } = labInventory(input());
    assert.deepEqual(cluster.kubeadm?.kubelet, { failSwapOn: false, ...sharedDisk });
    assert.deepEqual([cluster.containerd, artifacts, defaults?.swap], [undefined, undefined, undefined]);
  });

  it('may be about k3s', () => {
    const k3s = { bundle: '/labs/lab/k3s-bundle', sums: 'b2'.repeat(32), version: '1.35.4+k3s1' };
    const { cluster, artifacts } = labInventory({ ...input({ cgroupVersion: 1 }), k3s });
    assert.deepEqual([cluster.distribution, cluster.version, cluster.kubeadm], ['k3s', '1.35.4+k3s1', undefined]);
    for (const settings of [cluster.k3s?.agent, cluster.k3s?.server]) {
      assert.deepEqual(settings?.['kubelet-arg'], [
        'fail-cgroupv1=false',
        'image-gc-high-threshold=100',
        'eviction-hard=nodefs.available<0%,nodefs.inodesFree<0%,imagefs.available<0%',
      ]);
    }
    assert.deepEqual(artifacts, { bundle: '/labs/lab/k3s-bundle', sums: 'b2'.repeat(32) });
  });

  it('lets kubelet take cgroup v1', () => {
    const { kubelet } = labInventory(input({ cgroupVersion: 1 })).cluster.kubeadm ?? {};
    assert.deepEqual(kubelet, { failSwapOn: false, ...sharedDisk, failCgroupV1: false, cgroupDriver: 'cgroupfs' });
  });

  it('keeps containerd from lowering an oom_score_adj without CAP_SYS_RESOURCE', () => {
    const { containerd } = labInventory(input({ hasSysResource: false })).cluster;
    assert.deepEqual(containerd, { cri: { restrict_oom_score_adj: true } });
  });

  it("leaves this machine's swap on", () => {
    assert.equal(labInventory(input({ hasSwap: true })).defaults?.swap, 'keep');
  });
});
