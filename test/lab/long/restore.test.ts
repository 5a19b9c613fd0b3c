import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { flash } from '../../support/cards.ts';
import { freshLab, init, inside, kubectl, microcloud, nothingToDo, withInventory } from '../../support/cluster.ts';
import { timed } from '../../support/timed.ts';

const name = 'test-restore';
const nodes = ['pi-1', 'pi-2', 'pi-3', 'pi-4'];
let lab: RunningLab;
let file: string;
let passphraseFile: string;

before(
  async () => {
    const fresh = await freshLab(name, 4);
    const sharedAddress = (fresh.nodes[0]?.address ?? '').replace(/\d+$/, '200');
    lab = await withInventory(fresh, 'three', (inventory) => ({
      ...inventory,
      cluster: { ...inventory.cluster, sharedAddress },
      nodes: inventory.nodes.map((node) => ({ ...node, role: node.name === 'pi-4' ? 'worker' : 'control-plane' })),
    }));
    passphraseFile = join(lab.directory, 'passphrase');
    writeFileSync(passphraseFile, 'correct horse battery\n', { mode: 0o600 });
    await init(lab);
    await kubectl(lab, 'create configmap kept');
    const backup = await microcloud(lab, ['backup', '--json', '--passphrase-file', passphraseFile]);
    assert.equal(backup.code, 0, backup.stderr);
    file = JSON.parse(backup.stdout).file;
    await kubectl(lab, 'create configmap later');
  },
  { timeout: 1_200_000 },
);
after(() => labDown({ name }), { timeout: 200_000 });

const words = () => ['restore', file, '--passphrase-file', passphraseFile, '--accept-new-host-keys', '--confirm', name];

const etcdctl =
  'etcdctl --cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key';
const members = () => kubectl(lab, `-n kube-system exec etcd-pi-1 -- ${etcdctl} member list`);

async function isAsCopied(): Promise<void> {
  assert.match(await kubectl(lab, 'get nodes --no-headers'), /^(pi-\d +Ready .*\n){4}$/);
  assert.match(await members(), /^(\w+, started, pi-\d, \S+, \S+, false\n){3}$/);
  const maps = await kubectl(lab, 'get configmaps -n default -o name');
  assert.match(maps, /configmap\/kept\n/);
  assert.doesNotMatch(maps, /later/);
}

test('two of three control planes are lost: the third one is not given up without a word', {
  timeout: 300_000,
}, async () => {
  await flash(lab, 'pi-1', 'pi-2');
  const { code, stderr } = await microcloud(lab, words());
  assert.equal(code, 1);
  assert.match(stderr, /pi-3 still has the data of the cluster, though its API does not answer\. All that is newer/);
  assert.notEqual(await inside(lab, 'pi-3', 'ls /var/lib/etcd/member'), '');
  assert.equal(await inside(lab, 'pi-1', 'ls /etc/kubernetes 2>/dev/null || :'), '');
});

test('the first one is made from the copy, the others join it, and the worker comes back', {
  timeout: 1_500_000,
}, async (t) => {
  const worker = () => inside(lab, 'pi-4', 'cat /etc/kubernetes/kubelet.conf');
  const before = await worker();
  const { code, stderr } = await timed(t, 'restore', microcloud(lab, [...words(), '--replace']));
  assert.equal(code, 0, stderr);
  await isAsCopied();
  assert.equal(await worker(), before);
  await nothingToDo(lab, nodes);
});
