import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { packageFact } from '../../src/facts/package.ts';
import { answersHere, parsed } from '../support/answers.ts';

describe('a package', () => {
  // Printed by dpkg-query of Debian 13, which exits 1 here.
  const answer = `containerd ii 1.7.24~ds1-6+deb13u1
docker-ce un 
docker.io hi 26.1.5+dfsg1-9+deb13u1
libc6 ii 2.41-12+deb13u4
ntp rc 1:4.2.8p15+dfsg-2
socat iU 1.8.0.3-1+deb13u1
conntrack iF 1:1.4.8-2
`;
  const rows: Record<string, string | undefined> = {
    containerd: '1.7.24~ds1-6+deb13u1',
    'docker.io': '26.1.5+dfsg1-9+deb13u1',
    'docker-ce': undefined,
    ntp: undefined,
    socat: undefined,
    conntrack: undefined,
    nothing: undefined,
  };
  for (const [name, version] of Object.entries(rows)) {
    it(`${name} is ${version ?? 'not installed'}`, () => assert.equal(parsed(packageFact(name), answer), version));
  }

  it('is asked of dpkg, also where all or none are known', async () => {
    const bash = spawnSync('dpkg-query', ['-W', '-f', '${Version}', 'bash'], { encoding: 'utf8' }).stdout;
    for (const names of [['bash', 'no-such-package'], ['bash'], ['no-such-package']]) {
      const answers = await answersHere(names.map(packageFact));
      const expected = names.map((name) => (name === 'bash' ? bash : undefined));
      assert.deepEqual(
        names.map((name) => answers.get(packageFact(name))),
        expected,
      );
    }
  });
});
