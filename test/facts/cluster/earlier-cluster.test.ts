import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leftovers } from '../../../src/facts/cluster/earlier-cluster.ts';
import type { Script } from '../../../src/shell/sh.ts';
import { needsScratch, scratchNode } from '../../support/scratch/scratch-node.ts';

describe('what an earlier cluster left', needsScratch, () => {
  const rows: Readonly<Record<string, readonly [files: readonly string[], left: readonly string[]]>> = {
    'is nothing on a fresh node': [[], []],
    'is not what init brings before a node joins': [
      [
        '/etc/rancher/k3s/config.yaml',
        '/etc/rancher/k3s/token',
        '/var/lib/rancher/k3s/agent/images/k3s-airgap-images.tar.zst',
        '/var/lib/rancher/k3s/agent/etc/containerd/config-v3.toml.d/50-microcloud.toml',
      ],
      [],
    ],
    'is what a server of k3s made': [
      ['/var/lib/rancher/k3s/server/db/state.db', '/var/lib/rancher/k3s/server/tls/server-ca.crt'],
      ['/var/lib/rancher/k3s/server/db', '/var/lib/rancher/k3s/server/tls'],
    ],
    'is what an agent of k3s made': [
      ['/var/lib/rancher/k3s/agent/client-ca.crt'],
      ['/var/lib/rancher/k3s/agent/client-ca.crt'],
    ],
    'is what kubeadm made, hidden files too': [
      ['/etc/kubernetes/manifests/etcd.yaml', '/var/lib/etcd/.lock'],
      ['/etc/kubernetes/manifests', '/var/lib/etcd'],
    ],
  };
  for (const [title, [files, left]] of Object.entries(rows)) {
    it(title, async (t) => {
      const node = await scratchNode(t, { files: Object.fromEntries(files.map((path) => [path, 'x'])) });
      const { stdout, stderr } = await node.run(leftovers.ask as Script);
      assert.equal(stderr, '');
      assert.deepEqual(leftovers.parse(stdout), left);
    });
  }
});
