import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Artifact,
  clusterArtifacts,
  pauseImage,
  restoreArtifacts,
  stagedPath,
  titleOf,
} from '../../src/artifacts/artifact-table.ts';
import { distributions, unsupported } from '../../src/distributions/table.ts';
import { Version } from '../../src/distributions/version.ts';
import type { Cluster } from '../../src/inventory/schema.ts';

const clusterOf = (distribution: Cluster['distribution'], version: string) =>
  ({ name: 'lab', distribution, version: Version.of(version) }) as Partial<Cluster> as Cluster;
const kubeadm = clusterOf('kubeadm', '1.35.4');
const k3s = clusterOf('k3s', '1.35.4+k3s1');
const names = (artifacts: readonly Artifact[]) => artifacts.map((artifact) => artifact.name);

const worker = [
  'kubeadm',
  'kubelet',
  'registry.k8s.io/kube-proxy:v1.35.4',
  'registry.k8s.io/coredns/coredns:v1.13.1',
  'registry.k8s.io/pause:3.10.1',
  'ghcr.io/flannel-io/flannel:v0.28.10',
  'ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel3',
];

describe('the table of artifacts', () => {
  it('gives a worker what it runs and nothing else', () => {
    assert.deepEqual(names(clusterArtifacts(kubeadm, 'worker', 'arm64')), worker);
  });

  it('gives a control plane what a worker has, and the rest of Kubernetes', () => {
    const all = names(clusterArtifacts(kubeadm, 'control-plane', 'arm64'));
    assert.deepEqual(
      all.filter((name) => !worker.includes(name)),
      [
        'kubectl',
        'registry.k8s.io/kube-apiserver:v1.35.4',
        'registry.k8s.io/kube-controller-manager:v1.35.4',
        'registry.k8s.io/kube-scheduler:v1.35.4',
        'registry.k8s.io/etcd:3.6.6-0',
      ],
    );
    assert.deepEqual(
      all.filter((name) => worker.includes(name)),
      worker,
    );
  });

  it('gives etcdutl, of the release of etcd in its images, only to what is made from a copy', () => {
    const [etcdutl, ...others] = restoreArtifacts(kubeadm, 'arm64');
    const folder = 'https://github.com/etcd-io/etcd/releases/download/v3.6.6';
    assert.equal(etcdutl?.origin, `${folder}/etcd-v3.6.6-linux-arm64.tar.gz`);
    assert.equal(etcdutl?.checksums, `${folder}/SHA256SUMS`);
    assert.deepEqual(others, []);
    assert.deepEqual(restoreArtifacts(k3s, 'arm64'), []);
  });

  const origins = [
    [kubeadm, 'arm64', 'kubeadm', 'https://dl.k8s.io/release/v1.35.4/bin/linux/arm64/kubeadm', undefined],
    [kubeadm, 'amd64', 'kubelet', 'https://dl.k8s.io/release/v1.35.4/bin/linux/amd64/kubelet', undefined],
    [k3s, 'amd64', 'k3s', 'k3s', 'sha256sum-amd64.txt'],
    [k3s, 'arm64', 'k3s', 'k3s-arm64', 'sha256sum-arm64.txt'],
    [k3s, 'armhf', 'k3s', 'k3s-armhf', 'sha256sum-arm.txt'],
    [k3s, 'armhf', 'k3s-airgap-images.tar.zst', 'k3s-airgap-images-arm.tar.zst', 'sha256sum-arm.txt'],
  ] as const;
  for (const [cluster, arch, name, origin, checksums] of origins) {
    it(`knows where ${name} for ${cluster.distribution} on ${arch} comes from`, () => {
      const base = cluster === k3s ? 'https://github.com/k3s-io/k3s/releases/download/v1.35.4%2Bk3s1/' : '';
      const artifact = clusterArtifacts(cluster, 'worker', arch).find((each) => each.name === name);
      assert.equal(artifact?.origin, `${base}${origin}`);
      assert.equal(artifact?.checksums, checksums && `${base}${checksums}`);
    });
  }

  const staged = [
    [kubeadm, 'kubeadm', 'kubeadm-v1.35.4', 'kubeadm v1.35.4 for arm64'],
    [k3s, 'k3s', 'k3s-v1.35.4+k3s1', 'k3s v1.35.4+k3s1 for arm64'],
    [kubeadm, worker[2], 'registry.k8s.io_kube-proxy_v1.35.4.tar', 'registry.k8s.io/kube-proxy:v1.35.4 for arm64'],
  ] as const;
  for (const [cluster, name, file, title] of staged) {
    it(`stages ${name} under one file name`, () => {
      const artifact = clusterArtifacts(cluster, 'worker', 'arm64').find((each) => each.name === name);
      assert.equal(stagedPath(artifact!), `/var/lib/microcloud/artifacts/${file}`);
      assert.equal(titleOf(artifact!), title);
    });
  }

  for (const [distribution, { usual, tested }] of Object.entries(distributions)) {
    for (const version of new Set([usual, ...tested])) {
      it(`has rows for ${distribution} ${version}, which the inventory takes`, () => {
        const cluster = clusterOf(distribution as Cluster['distribution'], version);
        assert.ok(clusterArtifacts(cluster, 'control-plane', 'arm64').length > 0);
      });
    }
  }

  it('names the supported versions when it does not know one', () => {
    assert.throws(() => clusterArtifacts(clusterOf('kubeadm', '1.2.3'), 'worker', 'arm64'), {
      name: 'UserError',
      message: /1\.2\.3/,
      hints: ['Set cluster.version to a version of 1.37, 1.36, 1.35, 1.34'],
    });
  });

  it('tells which image is the sandbox of pods', () => {
    assert.equal(pauseImage(clusterOf('kubeadm', '1.36.3')), 'registry.k8s.io/pause:3.10.2');
  });
});

describe('an architecture that does not fit', () => {
  it('is kubeadm on 32 bits, with the reason and k3s suggested', () => {
    const refusal = unsupported('kubeadm', 'armhf');
    assert.match(refusal!.summary, /armhf.*32-bit.*1\.27/);
    assert.match(refusal!.hint, /k3s/);
    assert.throws(() => clusterArtifacts(kubeadm, 'worker', 'armhf'), { name: 'UserError', message: refusal!.summary });
  });

  for (const [distribution, arch] of [
    ['kubeadm', 'arm64'],
    ['kubeadm', 'amd64'],
    ['k3s', 'armhf'],
  ] as const) {
    it(`is not ${distribution} on ${arch}`, () => assert.equal(unsupported(distribution, arch), undefined));
  }
});
