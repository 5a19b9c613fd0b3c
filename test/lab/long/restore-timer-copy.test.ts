import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { versions } from '../../../scripts/from-source/built-versions.ts';
import type { InventoryFile } from '../../../src/inventory/schema.ts';
import { flash } from '../../support/cards.ts';
import {
  freshLab,
  init,
  inside,
  kubectl,
  microcloud,
  nothingToDo,
  type RunEvent,
  start,
  until,
  withInventory,
} from '../../support/cluster.ts';
import { deployPage, pageAt } from '../../support/page.ts';

const name = 'test-timer-copy';
const nodes = ['pi-1', 'pi-2'];
const disk = '/mnt/usb/copies';
let lab: RunningLab;
let called: string;
let file: string;

// A cluster as it was made before there was a name for the API: its nodes call it by the address of pi-1.
before(
  async () => {
    const fresh = await freshLab(name, 2);
    called = `${new URL(pageAt(fresh, 0)).hostname}:6443`;
    const backup: NonNullable<InventoryFile['cluster']['backup']> = { every: 'day', keep: 2, path: disk };
    const asking = (title: string, more: Partial<InventoryFile['cluster']>) =>
      withInventory(fresh, title, (file) => ({ ...file, cluster: { ...file.cluster, backup, ...more } }));
    await init(await asking('by-address', { endpoint: called }));
    lab = await asking('without', {});
    await kubectl(lab, 'create configmap kept');
  },
  { timeout: 900_000 },
);
after(() => labDown({ name }), { timeout: 200_000 });

test('it goes on calling the API by that address', { timeout: 300_000 }, async () => {
  await nothingToDo(lab, nodes);
});

test('the timer makes copies for root alone, keeps as many as it is told, and only on control planes', {
  timeout: 300_000,
}, async () => {
  assert.match(
    await inside(lab, 'pi-1', 'systemctl list-timers --all microcloud-copy.timer'),
    /microcloud-copy\.service/,
  );
  for (let made = 0; made < 3; made++) {
    await inside(lab, 'pi-1', 'systemctl start microcloud-copy.service');
    await sleep(1100);
  }
  const kept = (await inside(lab, 'pi-1', `stat -c '%a %U %n' ${disk}/*`)).trim().split('\n');
  assert.equal(kept.length, 2, kept.join('\n'));
  for (const line of kept) assert.match(line, new RegExp(`^600 root ${disk}/${name}-\\S+Z\\.tar\\.gz$`));
  assert.equal(await inside(lab, 'pi-2', `ls ${disk} /etc/systemd/system/microcloud-copy.timer 2>/dev/null || :`), '');
  const newest = kept.at(-1)?.split(' ')[2] ?? '';
  file = join(lab.directory, 'copy.tar.gz');
  execFileSync('docker', ['cp', `microcloud-lab-${name}-pi-1:${newest}`, file]);
});

test('backup verify opens such a copy without a passphrase', async () => {
  const { code, stdout, stderr } = await microcloud(lab, ['backup', 'verify', file]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /is complete and undamaged/);
});

test('restore from it is killed, and goes on as it says', { timeout: 1_200_000 }, async () => {
  await kubectl(lab, 'create configmap later');
  const worker = await inside(lab, 'pi-2', 'cat /etc/kubernetes/kubelet.conf');
  await flash(lab, 'pi-1');
  const words = ['restore', file, '--confirm', name, '--accept-new-host-keys'];
  let reached = false;
  const run = start(lab, [...words, '--json-events'], (event: RunEvent) => {
    reached ||= JSON.stringify(event).includes('Bring the copy');
    if (reached) run.kill();
  });
  await run.ended;
  assert.ok(reached);
  const { code, stderr } = await microcloud(lab, words);
  if (code !== 0) {
    // The node went on without us, as far as it had been told.
    assert.match(stderr, /After a restore that was interrupted: microcloud init, which goes on/);
    await init(lab);
  }
  assert.equal(await inside(lab, 'pi-2', 'cat /etc/kubernetes/kubelet.conf'), worker);
});

test('it has what the copy has, and all nodes call it as before', { timeout: 200_000 }, async () => {
  assert.match(await kubectl(lab, 'get nodes --no-headers'), /^(pi-\d +Ready .*\n){2}$/);
  const maps = await kubectl(lab, 'get configmaps -n default -o name');
  assert.match(maps, /configmap\/kept\n/);
  assert.doesNotMatch(maps, /later/);
  const server = new RegExp(`server: https://${called.replaceAll('.', '\\.')}\\n`);
  assert.match(await kubectl(lab, '-n kube-system get configmap kube-proxy -o yaml'), server);
  assert.match(await inside(lab, 'pi-1', 'cat /etc/kubernetes/admin.conf'), server);
});

test('its network takes what is new, on all nodes', { timeout: 300_000 }, async () => {
  await deployPage(lab, `registry.k8s.io/coredns/coredns:${versions.coredns}`, kubectl);
  for (const index of nodes.keys()) await until(async () => (await (await fetch(pageAt(lab, index))).text()) === 'OK');
  // The pods of CoreDNS begin anew after a restore.
  await until(async () => / 2\/2 /.test(await kubectl(lab, '-n kube-system get deployment coredns --no-headers')));
  await nothingToDo(lab, nodes);
});
