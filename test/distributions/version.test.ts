import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Version } from '../../src/distributions/version.ts';

describe('a version', () => {
  for (const [text, people, release] of [
    ['1.35.4', '1.35.4', 'v1.35.4'],
    ['v1.35.4', '1.35.4', 'v1.35.4'],
    ['1.35.4+k3s1', '1.35.4+k3s1', 'v1.35.4+k3s1'],
    ['v1.36.0-rc1+k3s2', '1.36.0-rc1+k3s2', 'v1.36.0-rc1+k3s2'],
  ] as const) {
    it(`is read from ${text}, and written in both ways`, () => {
      const version = Version.of(text);
      assert.equal(`${version}`, people);
      assert.equal(version.release, release);
      assert.equal(JSON.stringify({ version }), `{"version":"${people}"}`);
    });
  }

  for (const text of ['', 'v', '1.35', '1.35.4.1', 'v1.35.4 ', 'vv1.35.4', 'k3s version 1.35.4', '1.35.4+', 'latest']) {
    it(`is not read from "${text}"`, () => {
      assert.equal(Version.parse(text), undefined);
      assert.throws(() => Version.of(text), /is not a version of Kubernetes/);
    });
  }

  it('is sorted by its numbers, those of k3s last', () => {
    const sorted = ['1.9.9', '1.35.4', '1.35.4+k3s1', '1.35.4+k3s2', '1.35.4+k3s10', '1.35.10', '1.36.0', '2.0.0'];
    const mixed = [...sorted].reverse().map(Version.of);
    assert.deepEqual(mixed.toSorted((a, b) => a.compare(b)).map(String), sorted);
    assert.equal(Version.of('v1.35.4+k3s1').compare(Version.of('1.35.4+k3s1')), 0);
  });

  it('counts minor versions, whatever the patch', () => {
    const ahead = (one: string, other: string) => Version.of(one).minorsAheadOf(Version.of(other));
    assert.equal(ahead('1.36.0', '1.35.9'), 1);
    assert.equal(ahead('1.35.9', '1.35.0'), 0);
    assert.equal(ahead('1.32.0', '1.36.1+k3s1'), -4);
    assert.equal(ahead('2.0.0', '1.36.0'), Number.POSITIVE_INFINITY);
  });

  for (const [now, wanted, refusal] of [
    ['1.35.4+k3s1', '1.35.4+k3s2', undefined],
    ['1.35.4+k3s2', '1.35.4+k3s1', /cannot go back/],
    ['1.35.4+k3s1', '1.35.10+k3s1', undefined],
    ['1.35.10+k3s1', '1.36.0+k3s1', undefined],
    ['1.36.0', '1.35.9', /cannot go back/],
    ['1.35.4', '1.35.4', undefined],
    ['1.35.4', '1.37.0', /skips none/],
    ['1.35.4', '2.0.0', /skips none/],
    ['1.9.9', '1.10.0', undefined],
  ] as const) {
    it(`${refusal ? 'cannot' : 'can'} become ${wanted} from ${now}`, () => {
      const said = Version.of(now).refusalOf(Version.of(wanted));
      if (refusal) assert.match(said ?? 'nothing', refusal);
      else assert.equal(said, undefined);
    });
  }
});
