import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { versions } from '../../../scripts/from-source/built-versions.ts';
import { type Build, parts } from '../../../scripts/from-source/parts.ts';
import { clusterArtifacts } from '../../../src/artifacts/artifact-table.ts';
import { Version } from '../../../src/distributions/version.ts';

const recipes = new URL('../../../scripts/from-source/recipes/', import.meta.url);
const goMod = (part: string) => readFileSync(new URL(`${part}/go.mod`, recipes), 'utf8');
const all = parts('arm64');

const pins: readonly [part: string, pin: string][] = [
  ['kubernetes', `k8s.io/kubernetes ${versions.kubernetes}`],
  ['kubernetes', `k8s.io/api => k8s.io/api ${versions.kubernetes.replace('v1.', 'v0.')}`],
  ['etcd', `go.etcd.io/etcd/server/v3 v${versions.etcd.replace(/-\d+$/, '')}`],
  ['coredns', `github.com/coredns/coredns ${versions.coredns}`],
  ['flannel', `github.com/flannel-io/flannel ${versions.flannel}`],
];
for (const [part, pin] of pins) {
  test(`it builds the version that the image of ${part} is tagged with: ${pin}`, () => {
    assert.match(goMod(part), new RegExp(`(^|\\s)${pin.replaceAll('.', '\\.')}$`, 'm'));
  });
}

function programsOf(build: Build): string[] {
  return build.kind === 'go' ? Object.keys(build.packages) : [build.program];
}

for (const part of all) {
  test(`it has a recipe for ${part.name}, and uses every program of it and no other`, () => {
    assert.ok(existsSync(new URL(`${part.name}/`, recipes)));
    const used = [
      ...Object.values(part.files ?? {}),
      ...Object.values(part.images ?? {}).flatMap((image) => Object.values(image.programs)),
    ];
    assert.deepEqual(used.toSorted(), programsOf(part.build).toSorted());
  });
}

const cluster = { distribution: 'kubeadm', version: Version.of(versions.kubernetes) } as const;
for (const { kind, name, origin } of clusterArtifacts(cluster, 'control-plane', 'arm64')) {
  test(`it makes the ${kind} ${name} that a cluster of this version asks for`, () => {
    const made = all.flatMap((part) => Object.keys((kind === 'image' ? part.images : part.files) ?? {}));
    assert.ok(made.includes(origin.replace('https://', '')), `${origin} is among ${made.join(', ')}`);
  });
}

test('it builds the base before the images that lie on it', () => {
  assert.equal(
    all.findIndex((part) => part.name === 'base'),
    0,
  );
});
