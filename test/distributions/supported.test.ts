import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refusalOf, untested } from '../../src/distributions/supported.ts';
import { Version } from '../../src/distributions/version.ts';

describe('a version', () => {
  for (const [text, said] of [
    ['1.37.2', undefined],
    ['1.37.5', 'Kubernetes 1.37.5: newer than what was tested, 1.37.2'],
    ['1.37.0', 'Kubernetes 1.37.0: older than what was tested, 1.37.2'],
    ['1.37.10', 'Kubernetes 1.37.10: newer than what was tested, 1.37.2'],
    ['1.34.4', "Kubernetes 1.34.4: not run in microcloud's own tests; tested: 1.37.2, 1.36.4, 1.35.4"],
  ] as const) {
    it(`says of ${text} whether it was tested: ${said ?? 'it was'}`, () => {
      assert.equal(untested('kubeadm', Version.of(text)), said);
    });
  }

  it('says of k3s which one was tested', () => {
    const said = 'k3s 1.36.4+k3s1: newer than what was tested, 1.36.3+k3s1';
    assert.equal(untested('k3s', Version.of('1.36.4+k3s1')), said);
    assert.equal(untested('k3s', Version.of('1.36.3+k3s1')), undefined);
  });

  const refused = {
    kubeadm: ['1.33.9', '1.38.0', '2.0.0', '1.36.0-rc.0', '1.36.0+k3s1'],
    k3s: ['1.36.0', '1.40.2+k3s1'],
  };
  for (const [name, texts] of Object.entries(refused)) {
    for (const text of texts) {
      it(`is refused as ${text} for ${name}, with one to write instead that is not`, () => {
        const refusal = refusalOf(name as keyof typeof refused, Version.of(text)) ?? '';
        const instead = /write ([\w.+]+)/.exec(refusal)?.[1] ?? '';
        assert.equal(refusalOf(name as keyof typeof refused, Version.of(instead)), undefined, refusal);
      });
    }
  }
});
