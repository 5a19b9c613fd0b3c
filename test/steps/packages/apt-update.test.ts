import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { lines, sh } from '../../../src/shell/sh.ts';
import { aptReady } from '../../../src/steps/packages/apt-ready.ts';
import { aptCauses, dpkgLog, updateLog } from '../../../src/steps/packages/apt-update.ts';
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
    'says that the clock is wrong, where TLS sees it first': [
      `W: Failed to fetch https://apt.kubernetes.io/dists/kubernetes-xenial/InRelease  Certificate verification failed: The certificate is NOT trusted. The certificate chain uses not yet valid certificate.  Could not handshake: Error in the certificate verification. [IP: 1.2.3.4 443]`,
      `${place}: the node's clock is wrong. Set it from here: microcloud doctor says how (clock.wrong)`,
    ],
    // pi 4 behind the login page of a network; jblakeman/apt-select#58
    'says that something else comes in its place': [
      `E: Failed to fetch https://apt.kubernetes.io/dists/kubernetes-xenial/InRelease  Clearsigned file isn't valid, got 'NOSPLIT' (does the network require authentication?)\nE: The repository '${url} InRelease' is no longer signed.`,
      `${place}: something else comes in its place, such as the login page of a network. Look what it is, on the node: curl -sL https://apt.kubernetes.io. If only this source does so: ${off}`,
    ],
    'says that somebody looks into connections': [
      `W: Failed to fetch https://apt.kubernetes.io/dists/kubernetes-xenial/InRelease  Certificate verification failed: The certificate is NOT trusted. The certificate issuer is unknown.  Could not handshake`,
      `${place}: its certificate is not trusted, as where a school or company looks into connections, or with a wrong clock. Put the authority of your network into /usr/local/share/ca-certificates of the node (NAME.crt), then there: sudo update-ca-certificates`,
    ],
    'says that nobody keeps a source up to date': [
      `E: Release file for https://apt.kubernetes.io/dists/kubernetes-xenial/InRelease is expired (invalid since 30d 1h 2min 3s). Updates for this repository will not be applied.`,
      `${place}: it is too old: nobody keeps it up to date, or the node's clock is ahead. Compare the clock (microcloud doctor), or switch it off: ${off}`,
    ],
    'says that the proxy wants a password': [
      `W: Failed to fetch https://apt.kubernetes.io/dists/kubernetes-xenial/InRelease  407  Proxy Authentication Required [IP: 10.0.0.1 3128]`,
      `${place}: the proxy of apt wants a user and a password. Look where it stands on the node: grep -r Proxy /etc/apt/apt.conf /etc/apt/apt.conf.d`,
    ],
    'says that a filter refuses it': [
      `W: Failed to fetch https://apt.kubernetes.io/dists/kubernetes-xenial/InRelease  403  Forbidden [IP: 10.0.0.1 3128]`,
      `${place}: it refuses the node, as filters of schools and companies do. Ask whoever runs your network, or switch it off: ${off}`,
    ],
    'says that a key is of an old kind, as sqv says it since February 2026': [
      `W: OpenPGP signature verification failed: ${url} InRelease: Sub-process /usr/bin/sqv returned an error code (1), error message is: Signing key on 6F71F525282841EEDAF851B42F59B5F99B1BE0B4 is not bound:            No binding signature at time 2026-04-20T20:16:50Z   because: Policy rejected non-revocation signature (PositiveCertification) requiring second pre-image resistance   because: SHA1 is not considered secure since 2026-02-01T00:00:00Z`,
      `${place}: its key is signed in a way that is no longer trusted (SHA-1). Get a newer key from whoever runs it, or switch it off: ${off}`,
    ],
    'says that Debian has made a new release': [
      `E: Repository '${url} InRelease' changed its 'Codename' value from 'bookworm' to 'trixie'`,
      `${place}: it says something else of itself than before, as when Debian has made a new release. If that is so, on the node: sudo apt-get update --allow-releaseinfo-change`,
    ],
    'says that a mirror is brought up to date just now': [
      `E: Failed to fetch https://apt.kubernetes.io/dists/kubernetes-xenial/main/binary-arm64/Packages  File has unexpected size (60932 != 60941). Mirror sync in progress? [IP: 1.2.3.4 443]`,
      `${place}: it gives files that do not belong together: it is brought up to date just now, or a proxy keeps old ones. Try again in an hour. Behind a proxy, on the node: sudo apt-get update -o Acquire::http::No-Cache=true`,
    ],
    // MichaIng/DietPi#3048
    'says that what apt has downloaded is damaged': [
      `E: Problem parsing dependency 20\nE: Problem with MergeList /var/lib/apt/lists/raspbian.raspberrypi.org_raspbian_dists_stretch_main_binary-armhf_Packages\nE: The package lists or status file could not be parsed or opened.`,
      'apt cannot read what it has downloaded, as after a power cut. On the node: sudo rm -r /var/lib/apt/lists && sudo apt-get update',
    ],
    'says what apt says where that is new': [`E: ${url} is tired`, `${place}: E: ${url} is tired.`],
  };
  for (const [title, [log, said]] of Object.entries(rows)) {
    it(title, () => assert.equal(aptCauses.parse(`== update\n${log}\n${sources}`), said));
  }
});

// raspberrypi/firmware#1832, raspberrypi/Raspberry-Pi-OS-64bit#165; bamarni/pi64#46
describe('what dpkg says of its own files', () => {
  const rows: Record<string, readonly [said: string, advice: RegExp]> = {
    'names the package whose list of files is damaged': [
      "dpkg: unrecoverable fatal error, aborting:\n files list file for package 'liblinear4:arm64' is missing final newline",
      /files of liblinear4:arm64, as after a power cut\. On the node: sudo mv \/var\/lib\/dpkg\/info\/liblinear4:arm64\.list \/root\/ && sudo apt-get install --reinstall liblinear4:arm64$/,
    ],
    'tells how its list of packages comes back': [
      "dpkg: error: parsing file '/var/lib/dpkg/status' near line 4663 package 'libao4':\n field name 'Status*' must be followed by colon",
      /^dpkg cannot read its list of packages, .*sudo cp \/var\/lib\/dpkg\/status-old \/var\/lib\/dpkg\/status/,
    ],
  };
  for (const [title, [said, advice]] of Object.entries(rows)) {
    it(title, () => assert.match(aptCauses.parse(`== dpkg\n${said}\n== update\n${sources}`), advice));
  }
});

describe('apt before an installation', needsScratch, () => {
  async function run(t: TestContext, programs: Readonly<Record<string, string>>) {
    const node = await scratchNode(t, { programs });
    const { code, stdout } = await node.run(lines([sh`set -e`, aptReady, sh`echo installs`]));
    return { code, stdout, log: node.file(updateLog), dpkg: node.file(dpkgLog), calls: node.calls() };
  }

  it('goes on without a source that fails, and remembers what was said', async (t) => {
    const { code, stdout, log } = await run(t, { 'apt-get': 'echo "E: it is gone"; exit 100' });
    assert.equal(code, 0);
    assert.match(stdout, /E: it is gone\ninstalls\n$/);
    assert.equal(log, 'E: it is gone\n');
  });

  it('goes on past a package of others that cannot be configured', async (t) => {
    const { code, stdout, dpkg } = await run(t, { dpkg: 'echo "dpkg: error processing package x"; exit 1' });
    assert.equal(code, 0);
    assert.match(stdout, /installs\n$/);
    assert.equal(dpkg, 'dpkg: error processing package x\n');
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
