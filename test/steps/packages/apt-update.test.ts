import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { lines, sh } from '../../../src/shell/sh.ts';
import { aptReady } from '../../../src/steps/packages/apt-ready.ts';
import { aptCauses, updateLog } from '../../../src/steps/packages/apt-update.ts';
import { needsScratch, scratchNode } from '../../support/scratch/scratch-node.ts';

const sources = `== uris
'http://deb.debian.org/debian/dists/trixie/InRelease' deb.debian.org_debian_dists_trixie_InRelease 0
'https://apt.kubernetes.io/dists/kubernetes-xenial/InRelease' apt.kubernetes.io_dists_kubernetes-xenial_InRelease 0
== entries
/etc/apt/sources.list.d/debian.sources:2:URIs: http://deb.debian.org/debian/
/etc/apt/sources.list.d/kubernetes.list:1:deb [trusted=yes] https://apt.kubernetes.io/ kubernetes-xenial main
`;
const url = 'https://apt.kubernetes.io kubernetes-xenial';
const place = `/etc/apt/sources.list.d/kubernetes.list, line 1 (${url})`;
const off = 'on the node: sudo sed -i.off 1d /etc/apt/sources.list.d/kubernetes.list';

describe('why packages cannot be had', () => {
  const rows: Record<string, readonly [log: string, said: string]> = {
    'says nothing where all sources answered': ['', ''],
    'says that a source is gone': [
      `Err:4 ${url} Release\n  404  Not Found\nE: The repository '${url} Release' no longer has a Release file.`,
      `${place}: it is not there any more. Switch it off: ${off}`,
    ],
    'says that a key has expired': [
      `W: GPG error: ${url} InRelease: The following signatures were invalid: EXPKEYSIG B53DC80D13EDEF05`,
      `${place}: its signature cannot be verified: the key has expired, or is missing. Get the new key from whoever runs it, or switch it off: ${off}`,
    ],
    'says that the clock is wrong': [
      `E: Release file for https://apt.kubernetes.io/dists/kubernetes-xenial/InRelease is not valid yet (invalid for another 3h).`,
      `${place}: the node's clock is wrong. Set it from here: microcloud doctor says how (clock.wrong)`,
    ],
    'says that a name has no address': [
      `W: Failed to fetch https://apt.kubernetes.io/dists/kubernetes-xenial/InRelease  Could not resolve 'apt.kubernetes.io'`,
      `${place}: its name cannot be resolved. Look at DNS on the node: cat /etc/resolv.conf`,
    ],
    'says what apt says where that is new': [`E: ${url} is tired`, `${place}: E: ${url} is tired.`],
  };
  for (const [title, [log, said]] of Object.entries(rows)) {
    it(title, () => assert.equal(aptCauses.parse(`== update\n${log}\n${sources}`), said));
  }
});

describe('apt before an installation', needsScratch, () => {
  async function run(t: TestContext, programs: Readonly<Record<string, string>>) {
    const node = await scratchNode(t, { programs });
    const { code, stdout } = await node.run(lines([sh`set -e`, aptReady, sh`echo installs`]));
    return { code, stdout, log: node.file(updateLog), calls: node.calls() };
  }

  it('goes on without a source that fails, and remembers what was said', async (t) => {
    const { code, stdout, log } = await run(t, { 'apt-get': 'echo "E: it is gone"; exit 100' });
    assert.equal(code, 0);
    assert.match(stdout, /E: it is gone\ninstalls\n$/);
    assert.equal(log, 'E: it is gone\n');
  });

  it('goes on past a package of others that cannot be configured', async (t) => {
    const { code, stdout } = await run(t, { dpkg: 'echo "dpkg: error processing package x"; exit 1' });
    assert.equal(code, 0);
    assert.match(stdout, /installs\n$/);
  });

  it('waits for whoever begins to hold a lock', async (t) => {
    const held = 'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 812 (apt-get)';
    const { code, calls } = await run(t, {
      'apt-get': `[ ! -e /run/tried ] || exit 0; touch /run/tried; echo "${held}"; exit 100`,
    });
    assert.equal(code, 0);
    assert.deepEqual(
      calls.map((call) => call.split(' ')[0]),
      ['dpkg', 'apt-get', 'sleep', 'apt-get'],
    );
  });
});
