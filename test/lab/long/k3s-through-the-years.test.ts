import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { distributions } from '../../../src/distributions/table.ts';
import { flash } from '../../support/cards.ts';
import { freshLab, init, inside, microcloud, nothingToDo, until } from '../../support/cluster.ts';
import { k3sBundle, k3sKubectl as kubectl, older, skipped, version, withK3s } from '../../support/k3s-lab.ts';
import { timed } from '../../support/timed.ts';

const name = 'test-k3s-years';
const nodes = ['pi-1', 'pi-2', 'pi-3'];
let fresh: RunningLab;
let lab: RunningLab;
let copy: string;
let passphraseFile: string;

// One after the other: each begins with the cluster that the one before has left.
describe('k3s through the years', { skip: skipped, timeout: 3_600_000 }, () => {
  before(async () => {
    fresh = await freshLab(name);
    await k3sBundle(fresh);
    lab = await withK3s(fresh, 'k3s', { version: older });
    passphraseFile = join(lab.directory, 'passphrase');
    writeFileSync(passphraseFile, 'correct horse battery\n', { mode: 0o600 });
    await init(lab);
  });
  after(() => labDown({ name }));

  test('a copy of sqlite makes the cluster again on a card that was flashed anew', async (t) => {
    await takeCopy(t);
    const worker = () => inside(lab, 'pi-2', 'cat /var/lib/rancher/k3s/agent/client-kubelet.crt');
    const before = await worker();
    await flash(lab, 'pi-1');
    await restore(t);
    await isAsCopied(/^(pi-1 +Ready +control-plane .*\n)(pi-\d +Ready +<none> .*\n){2}$/);
    assert.equal(await worker(), before);
    await nothingToDo(lab, nodes);
  });

  test('init renews certificates that end soon, and what runs shows the new ones', async () => {
    await endSoon('pi-1');
    const { stdout: found } = await microcloud(lab, ['doctor']);
    assert.match(found, /Certificates expire soon .*\[cert\.expiry\]/);
    const { stdout } = await microcloud(lab, ['init', '--dry-run']);
    assert.match(stdout, /Renew certificates, which end in 1 day/);
    await init(lab);
    assert.equal(await ending('pi-1'), '');
    await nothingToDo(lab, nodes);
  });

  test('the timer renews them without a person', async () => {
    await endSoon('pi-1');
    await inside(lab, 'pi-1', 'systemctl start microcloud-certificates.service');
    await until(async () => (await ending('pi-1')) === '');
    await until(async () => (await kubectl(lab, 'get --raw /readyz')) === 'ok');
    await nothingToDo(lab, nodes);
  });

  test('three servers share an address, and one that dies hands it on', async () => {
    lab = await withK3s(fresh, 'three', { servers: 3, version: older, cluster: { sharedAddress: sharedAddress() } });
    await microcloud(lab, ['remove', 'pi-2', 'pi-3', '--keep', '--yes']);
    await init(lab);
    assert.match(await kubectl(lab, 'get nodes --no-headers'), /^(pi-\d +Ready +control-plane,etcd .*\n){3}$/);
    await nothingToDo(lab, nodes);
    const ping = () => inside(lab, 'pi-3', `curl -sk -m 3 https://${sharedAddress()}:6443/ping || :`);
    await until(async () => (await ping()) === 'pong');
    await inside(lab, 'pi-1', 'systemctl stop k3s keepalived');
    await until(async () => (await ping()) === 'pong');
    await init(lab);
    await nothingToDo(lab, nodes);
  });

  test('an upgrade of three servers keeps a copy of etcd before it begins', async () => {
    lab = await withK3s(fresh, 'newer', { servers: 3, cluster: { sharedAddress: sharedAddress() } });
    await init(lab);
    const copies = await inside(lab, 'pi-1', `tar -tzf /var/lib/microcloud/copies/before-v${version}.tar.gz`);
    assert.match(copies, /\/etcd\.db$/m);
    assert.match(await kubectl(lab, 'get nodes --no-headers'), /^(pi-\d +Ready +control-plane,etcd .*\n){3}$/);
    await nothingToDo(lab, nodes);
  });

  test('a copy of etcd makes the cluster again where two of three servers are lost', async (t) => {
    await takeCopy(t);
    await flash(lab, 'pi-1', 'pi-2');
    const { code, stderr } = await microcloud(lab, words());
    assert.equal(code, 1);
    assert.match(stderr, /pi-3 still has the data of the cluster/);
    await restore(t, '--replace');
    await isAsCopied(/^(pi-\d +Ready +control-plane,etcd .*\n){3}$/);
    await nothingToDo(lab, nodes);
  });
});

const sharedAddress = () => (fresh.nodes[0]?.address ?? '').replace(/\d+$/, '200');

async function takeCopy(t: TestContext): Promise<void> {
  const made = 'create configmap kept --dry-run=client -o yaml | k3s kubectl apply -f -';
  await kubectl(lab, made);
  const backup = microcloud(lab, ['backup', '--json', '--passphrase-file', passphraseFile]);
  const { code, stdout, stderr } = await timed(t, 'backup', backup);
  assert.equal(code, 0, stderr);
  copy = JSON.parse(stdout).file;
  await kubectl(lab, 'create configmap later');
}

const words = () => ['restore', copy, '--passphrase-file', passphraseFile, '--accept-new-host-keys', '--confirm', name];

async function restore(t: TestContext, ...more: readonly string[]): Promise<void> {
  const { code, stderr } = await timed(t, 'restore', microcloud(lab, [...words(), ...more]));
  assert.equal(code, 0, stderr);
}

async function isAsCopied(rows: RegExp): Promise<void> {
  assert.match(await kubectl(lab, 'get nodes --no-headers'), rows);
  const maps = await kubectl(lab, 'get configmaps -n default -o name');
  assert.match(maps, /configmap\/kept\n/);
  assert.doesNotMatch(maps, /later/);
}

/** Signs what kubectl logs in with anew, as it is, for two days. */
const endSoon = (node: string) =>
  inside(
    lab,
    node,
    `set -e
cd /var/lib/rancher/k3s/server/tls
openssl x509 -in client-admin.crt -CA client-ca.crt -CAkey client-ca.key -CAcreateserial -days 2 -out /run/new.crt
cat /run/new.crt client-ca.crt >client-admin.crt`,
  );

/** Those of its certificates that end within 300 days. */
const ending = (node: string) =>
  inside(
    lab,
    node,
    `for f in ${distributions.k3s.certificates.join(' ')}; do
  openssl x509 -noout -checkend $((300 * 86400)) -in $f >/dev/null || echo $f
done`,
  );
