import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import type { Step } from '../../src/engine/model.ts';
import { stepFindings } from '../../src/engine/plan.ts';
import { runRound } from '../../src/engine/round.ts';
import { packageFact } from '../../src/facts/package.ts';
import { answersHere, parsed } from '../support/answers.ts';
import { makeScope } from '../support/plan.ts';
import { needsScratch, scratchNode } from '../support/scratch/scratch-node.ts';
import type { World } from '../support/scratch/world.ts';

describe('packages of a node whose list a power cut has damaged', needsScratch, () => {
  const rows: Record<string, World> = {
    'that is half written': {
      programs: {
        'dpkg-query': `echo "dpkg-query: error: parsing file '/var/lib/dpkg/status' near line 0:" >&2; exit 2`,
      },
    },
    'that is empty, so that dpkg finds nothing': { files: { '/var/lib/dpkg/status': '' } },
  };
  for (const [title, world] of Object.entries(rows)) {
    it(`are no packages that are missing, with a list ${title}, but a problem with its cure`, async (t) => {
      const facts = ['curl', 'iptables'].map(packageFact);
      const result = await runRound(await scratchNode(t, world), { changes: [], facts, holder: 'test' });
      assert.ok(result.kind === 'done');
      const [curl, iptables] = facts;
      const step: Step = { id: 'apt.packages', title: 'Packages', needs: () => ({ curl, iptables }), *plan() {} };
      const [found, ...others] = stepFindings({ name: 'packages', steps: [step] }, makeScope({}), result.answers);
      assert.deepEqual(others, []);
      assert.ok(found?.kind === 'problem');
      assert.match(
        found.summary,
        /^Packages: dpkg cannot read its list of packages, as after a power cut \(package curl, pack/,
      );
      assert.match(found.hint, /^ssh \{node\} "sudo cp \/var\/lib\/dpkg\/status-old \/var\/lib\/dpkg\/status /);
    });
  }
});

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
