import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { blobUrl, fullName, manifestUrl, parseReference } from '../../src/artifacts/reference.ts';

const digest = `sha256:${'0'.repeat(64)}`;

describe('an image reference', () => {
  const rows = [
    ['registry.k8s.io/coredns/coredns:v1.13.1', 'registry.k8s.io', 'coredns/coredns', 'v1.13.1'],
    ['ghcr.io/flannel-io/flannel:v0.28.10', 'ghcr.io', 'flannel-io/flannel', 'v0.28.10'],
    ['localhost:5000/a:b', 'localhost:5000', 'a', 'b'],
    ['localhost/a', 'localhost', 'a', 'latest'],
    ['busybox', 'docker.io', 'library/busybox', 'latest'],
    ['docker.io/busybox:1.37', 'docker.io', 'library/busybox', '1.37'],
    ['rancher/mirrored-pause:3.6', 'docker.io', 'rancher/mirrored-pause', '3.6'],
    [`registry.k8s.io/pause:3.10@${digest}`, 'registry.k8s.io', 'pause', digest],
  ] as const;
  for (const [text, host, repository, tag] of rows) {
    it(`is understood: ${text}`, () => assert.deepEqual(parseReference(text), { host, repository, tag }));
  }

  it('is written in full', () => {
    assert.equal(fullName(parseReference('busybox')), 'docker.io/library/busybox:latest');
    assert.equal(fullName(parseReference(`a.io/b@${digest}`)), `a.io/b@${digest}`);
  });

  it('leads to the manifests and blobs of its registry', () => {
    const reference = parseReference('busybox');
    assert.equal(manifestUrl(reference), 'https://docker.io/v2/library/busybox/manifests/latest');
    assert.equal(manifestUrl(reference, digest), `https://docker.io/v2/library/busybox/manifests/${digest}`);
    assert.equal(blobUrl(reference, digest), `https://docker.io/v2/library/busybox/blobs/${digest}`);
  });
});
