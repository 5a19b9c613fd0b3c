import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { versions } from '../../../scripts/from-source/built-versions.ts';
import type { TakenBackup } from '../../../src/tasks/backup.ts';
import { flash } from '../../support/cards.ts';
import { freshLab, init, inside, kubectl, microcloud, nothingToDo, traces, until } from '../../support/cluster.ts';
import { timed } from '../../support/timed.ts';

const name = 'test-backup';
const nodes = ['pi-1', 'pi-2', 'pi-3'];
let lab: RunningLab;
let copy: TakenBackup;
let passphraseFile: string;
before(async () => {
  lab = await freshLab(name);
  passphraseFile = join(lab.directory, 'passphrase');
  writeFileSync(passphraseFile, 'correct horse battery\n', { mode: 0o600 });
  await init(lab);
});
after(() => labDown({ name }));

const restore = (file: string, ...args: readonly string[]) =>
  microcloud(lab, ['restore', file, '--passphrase-file', passphraseFile, '--accept-new-host-keys', ...args]);
const page = `--image=registry.k8s.io/pause:${versions.pause}`;

/** What names and kinds the cluster has of what this test makes. */
const made = () => kubectl(lab, 'get deployments,secrets,configmaps -n default -o name');

test('backup writes one encrypted file for its owner alone', { timeout: 300_000 }, async (t) => {
  await kubectl(lab, `create deployment page ${page} --replicas=2`);
  await kubectl(lab, 'create secret generic kept --from-literal=word=hunter2');
  await kubectl(lab, 'rollout status deployment/page --timeout=90s');
  const before = await inside(lab, 'pi-1', 'find /var/lib/etcd /var/lib/microcloud /run/microcloud | sort');
  const run = microcloud(lab, ['backup', '--json', '--passphrase-file', passphraseFile]);
  const { code, stdout, stderr } = await timed(t, 'backup', run);
  assert.equal(code, 0, stderr);
  copy = JSON.parse(stdout);
  t.diagnostic(`size: ${copy.bytes} bytes`);
  assert.deepEqual(copy.nodes, nodes);
  assert.equal(statSync(copy.file).mode & 0o777, 0o600);
  assert.ok(!readFileSync(copy.file).includes('hunter2'));
  const after = await inside(lab, 'pi-1', 'find /var/lib/etcd /var/lib/microcloud /run/microcloud | sort');
  // The lock, and an empty file whose time tells doctor when it was copied.
  assert.deepEqual(
    after.split('\n').filter((path) => !before.includes(path) && !/\.(wal|snap)(\.tmp)?$/.test(path)),
    ['/run/microcloud/copy.lock', '/var/lib/microcloud/copied'],
  );
  assert.equal(await inside(lab, 'pi-1', 'cat /var/lib/microcloud/copied'), '');
});

test('backup verify opens it, and says what is in it', async () => {
  const { code, stdout, stderr } = await microcloud(lab, [
    ...['backup', 'verify', copy.file],
    ...['--passphrase-file', passphraseFile],
  ]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /is complete and undamaged\.\nIt has the cluster test-backup, Kubernetes /);
});

test('restore refuses what cannot be, and changes nothing', { timeout: 300_000 }, async () => {
  const before = await Promise.all(nodes.map((node) => traces(lab, node)));
  const cut = join(lab.directory, 'cut.age');
  writeFileSync(cut, readFileSync(copy.file).subarray(0, -1000));
  const wrong = join(lab.directory, 'wrong');
  writeFileSync(wrong, 'correct cow battery\n', { mode: 0o600 });
  const refused: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [[copy.file, '--passphrase-file', wrong, '--confirm', name], /does not open with this passphrase/],
    [[cut, '--passphrase-file', passphraseFile, '--confirm', name], /is cut or damaged/],
    [[copy.file, '--passphrase-file', passphraseFile, '--confirm', 'home'], /"home" is not the name of this cluster/],
    [
      [copy.file, '--passphrase-file', passphraseFile, '--confirm', name],
      /pi-1: The cluster still runs: pi-1 has it\. All that is newer than the copy would be lost\./,
    ],
  ];
  for (const [args, says] of refused) {
    const { code, stderr } = await microcloud(lab, ['restore', ...args]);
    assert.notEqual(code, 0);
    assert.match(stderr, says);
  }
  assert.deepEqual(await Promise.all(nodes.map((node) => traces(lab, node))), before);
});

test('restore makes the cluster of the copy on a control plane that was flashed anew', {
  timeout: 600_000,
}, async (t) => {
  await kubectl(lab, 'create configmap later');
  await kubectl(lab, 'delete secret kept');
  const members = () =>
    Promise.all(['pi-2', 'pi-3'].map((node) => inside(lab, node, 'cat /etc/kubernetes/kubelet.conf')));
  const before = await members();
  await flash(lab, 'pi-1');
  const dry = await restore(copy.file, '--dry-run');
  assert.match(dry.stdout, /Create the cluster "test-backup" from that copy, with Kubernetes /);
  assert.doesNotMatch(dry.stdout, /Join the cluster/);
  const { code, stderr } = await timed(t, 'restore', restore(copy.file, '--confirm', name));
  assert.equal(code, 0, stderr);
  assert.match(await kubectl(lab, 'get nodes --no-headers'), /^(pi-\d +Ready .*\n){3}$/);
  assert.deepEqual(await members(), before);
});

test('it has what the copy has, and nothing that is newer', { timeout: 200_000 }, async () => {
  const objects = await made();
  assert.match(objects, /deployment\.apps\/page\n/);
  assert.doesNotMatch(objects, /later/);
  assert.match(objects, /secret\/kept\n/);
  assert.equal(await kubectl(lab, "get secret kept -o jsonpath='{.data.word}'"), 'aHVudGVyMg==');
  await until(async () => / 2\/2 /.test(await kubectl(lab, 'get deployment page --no-headers')));
});

test('it runs new pods, and they have names', { timeout: 200_000 }, async () => {
  await kubectl(lab, `create deployment next ${page} --replicas=3`);
  await kubectl(lab, 'rollout status deployment/next --timeout=120s');
  assert.match(await kubectl(lab, '-n kube-system get deployment coredns --no-headers'), / 2\/2 /);
});

test('nothing of the copy is left on the node, and a second init has nothing to do', { timeout: 200_000 }, async () => {
  const left = 'ls -d /var/lib/microcloud/restore* /var/lib/microcloud/artifacts/*copy* 2>/dev/null || :';
  assert.equal(await inside(lab, 'pi-1', left), '');
  const open = 'find /etc/kubernetes/pki -name "*.key" -perm /077';
  assert.equal(await inside(lab, 'pi-1', open), '');
  await nothingToDo(lab, nodes);
});
