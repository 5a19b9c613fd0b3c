import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sumOf } from '../../src/artifacts/checksums.ts';

const a = 'a'.repeat(64);
const b = 'b'.repeat(64);

describe('a list of checksums', () => {
  const rows = [
    ['a sum alone, as dl.k8s.io publishes it', a, 'kubeadm', a],
    ['a sum alone with a line end', `${a}\n`, 'kubeadm', a],
    ['sums and names, as sha256sum writes them', `${b}  k3s\n${a}  k3s-armhf\n`, 'k3s-armhf', a],
    ['binary mode', `${a} *k3s\n`, 'k3s', a],
    ['names with folders', `${a}  ./dist/k3s\n`, 'k3s', a],
    ['upper case', a.toUpperCase(), 'kubeadm', a],
    ['another file only', `${b}  k3s-arm64\n`, 'k3s', undefined],
    ['a page that says something else', '<html>not found</html>', 'kubeadm', undefined],
    ['nothing', '', 'kubeadm', undefined],
  ] as const;
  for (const [title, list, name, sum] of rows) {
    it(`is read: ${title}`, () => assert.equal(sumOf(list, name), sum));
  }
});
