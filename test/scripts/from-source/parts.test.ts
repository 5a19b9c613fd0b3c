import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { addonParts } from '../../../scripts/from-source/addon-parts.ts';
import { olderVersions, versions } from '../../../scripts/from-source/built-versions.ts';
import type { Build } from '../../../scripts/from-source/part.ts';
import { olderParts, parts, toolParts } from '../../../scripts/from-source/parts.ts';
import { clusterArtifacts, restoreArtifacts } from '../../../src/artifacts/artifact-table.ts';
import { addons } from '../../../src/distributions/addons.ts';
import { Version } from '../../../src/distributions/version.ts';

const recipes = new URL('../../../scripts/from-source/recipes/', import.meta.url);
const goMod = (part: string) => readFileSync(new URL(`${part}/go.mod`, recipes), 'utf8');
const all = [...parts('arm64'), ...olderParts('arm64'), ...addonParts, ...toolParts];

const pins: readonly [part: string, pin: string][] = [
  ['kubernetes', `k8s.io/kubernetes ${versions.kubernetes}`],
  ['kubernetes', `k8s.io/api => k8s.io/api ${versions.kubernetes.replace('v1.', 'v0.')}`],
  ['etcd', `go.etcd.io/etcd/server/v3 v${versions.etcd.replace(/-\d+$/, '')}`],
  ['etcdutl', `go.etcd.io/etcd/etcdutl/v3 v${versions.etcd.replace(/-\d+$/, '')}`],
  ['coredns', `github.com/coredns/coredns ${versions.coredns}`],
  ['kubernetes-1.36', `k8s.io/kubernetes ${olderVersions.kubernetes}`],
  ['kubernetes-1.36', `k8s.io/api => k8s.io/api ${olderVersions.kubernetes.replace('v1.', 'v0.')}`],
  ['etcd-1.36', `go.etcd.io/etcd/server/v3 v${olderVersions.etcd.replace(/-\d+$/, '')}`],
  ['coredns-1.36', `github.com/coredns/coredns ${olderVersions.coredns}`],
  ['metrics-server', `sigs.k8s.io/metrics-server ${addons.metrics.images[0].tag}`],
  ['local-path-provisioner', `github.com/rancher/local-path-provisioner ${addons.storage.images[0].tag}`],
  ['traefik', `github.com/traefik/traefik/v3 ${addons.ingress.images[0].tag}`],
  ['victoria-metrics', `github.com/VictoriaMetrics/VictoriaMetrics ${addons.monitoring.images[0].tag}`],
  ['flannel', `github.com/flannel-io/flannel ${versions.flannel}`],
];
for (const [part, pin] of pins) {
  test(`it builds the version that the image of ${part} is tagged with: ${pin}`, () => {
    assert.match(goMod(part), new RegExp(`(^|\\s)${pin.replaceAll('.', '\\.')}$`, 'm'));
  });
}

test('the page of the tests runs an image that the nodes have', () => {
  const page = readFileSync(new URL('../../fixtures/kubernetes/page.yaml', import.meta.url), 'utf8');
  assert.match(page, new RegExp(`image: registry\\.k8s\\.io/coredns/coredns:${versions.coredns}$`, 'm'));
});

function programsOf(build: Build): string[] {
  return build.kind === 'go' ? Object.keys(build.packages) : [build.program];
}

for (const part of all) {
  test(`it has a recipe for ${part.name}, and uses every program of it and no other`, () => {
    assert.ok(existsSync(new URL(`${part.name}/`, recipes)));
    const used = [
      ...Object.values(part.files ?? {}),
      ...Object.values(part.archives ?? {}).flatMap((programs) => Object.values(programs)),
      ...Object.values(part.images ?? {}).flatMap((image) => Object.values(image.programs)),
    ];
    assert.deepEqual(used.toSorted(), programsOf(part.build).toSorted());
  });
}

const cluster = { distribution: 'kubeadm', version: Version.of(versions.kubernetes) } as const;
const everyAddon = Object.fromEntries(Object.keys(addons).map((name) => [name, true]));
const older = { ...cluster, version: Version.of(olderVersions.kubernetes) };
for (const { kind, name, origin } of [
  ...clusterArtifacts({ ...cluster, addons: everyAddon }, 'control-plane', 'arm64'),
  ...restoreArtifacts(cluster, 'arm64'),
  ...clusterArtifacts(older, 'control-plane', 'arm64'),
]) {
  test(`it makes the ${kind} ${name} that a cluster of this version asks for`, () => {
    const made = all.flatMap((part) =>
      Object.keys(kind === 'image' ? (part.images ?? {}) : { ...part.files, ...part.archives }),
    );
    assert.ok(made.includes(origin.replace('https://', '')), `${origin} is among ${made.join(', ')}`);
  });
}

test('it builds the base before the images that lie on it', () => {
  assert.equal(
    all.findIndex((part) => part.name === 'base'),
    0,
  );
});
