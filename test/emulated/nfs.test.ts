import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { InventoryFile } from '../../src/inventory/schema.ts';
import { type EmulatedLab, flashed } from '../support/emulated/emulated-lab.ts';
import type { EmulatedPi } from '../support/emulated/emulated-pi.ts';
import { initUntil } from '../support/emulated/init-until.ts';
import { until } from '../support/until.ts';

const [folder, mountPoint] = ['/var/lib/microcloud-nfs', '/mnt/microcloud'] as const;
/** As the helper pod of templates/nfs.yaml makes it. */
const volume = 'pvc-1_default_photos';
/** What doctor asks, where nothing may keep it waiting. */
const answers = `timeout -s KILL 5 stat -f ${mountPoint} >/dev/null 2>&1 && echo yes || echo no`;

// Containers have the kernel of this machine, which may have no NFS. The rows of Kubernetes come after these.
describe('volumes for all nodes', { concurrency: false }, () => {
  let lab: EmulatedLab;
  let keeper: EmulatedPi;
  let other: EmulatedPi;
  let inventory: string;

  before(async () => {
    lab = await flashed('nfs', { cards: [{}, {}], memoryMiB: 2048 });
    [keeper, other] = lab.pis as [EmulatedPi, EmulatedPi];
    // What apt installs then is shown elsewhere; here it would take minutes.
    for (const pi of lab.pis)
      pi.writeFirmware({ 'user-data': pi.readFirmware('user-data').replace('packages:\n- avahi-daemon\n', '') });
    inventory = await withNfs(['pi-1', 'pi-2']);
    await Promise.all(lab.pis.map((pi) => pi.on()));
    await Promise.all(lab.pis.map((pi) => pi.booted(1)));
  });
  after(() => lab?.remove());

  it('come with packages, a server and a mount, and nothing is missing then', async (t) => {
    const { errors } = await initUntil(inventory, 'volumes', (text) => t.diagnostic(text));
    assert.deepEqual(errors, []);
    await nothingIsMissing();
  });

  it('are on both nodes, as one folder', async (t) => {
    await at(keeper, `mkdir -m 0777 ${folder}/${volume}`);
    await at(other, `setpriv --reuid 1234 sh -c 'echo kept >${mountPoint}/${volume}/text'`);
    assert.equal(await at(keeper, `cat ${mountPoint}/${volume}/text`), 'kept');
    assert.equal(await at(keeper, `stat -c %u ${folder}/${volume}/text`), '1234');
    t.diagnostic(await at(other, `grep ' ${mountPoint} nfs' /proc/mounts`));
    t.diagnostic(await at(keeper, 'free -m | sed -n 2p; ps -o rss=,comm= -C rpc.mountd,nfsdcld,rpc.idmapd'));
  });

  it('let root of a node do nothing there', async () => {
    for (const pi of [keeper, other]) {
      await at(pi, `echo x >${mountPoint}/${volume}/of-root-${pi.name}`);
      const file = `${folder}/${volume}/of-root-${pi.name}`;
      assert.equal(await at(keeper, `stat -c %U ${file}`), 'nobody');
      await assert.rejects(at(pi, `chown 1234 ${mountPoint}/${volume}/of-root-${pi.name}`));
      await assert.rejects(at(pi, `mv ${mountPoint}/${volume} ${mountPoint}/moved`));
      await assert.rejects(at(pi, `mkdir ${mountPoint}/another`));
      await assert.rejects(at(pi, `ls ${mountPoint}`));
    }
    assert.match(await at(other, `grep ' ${mountPoint} nfs' /proc/mounts`), /nosuid,nodev/);
  });

  it('let nobody out of the folder by a handle that is made up', async () => {
    const attack = await readFile(join(import.meta.dirname, '../support/emulated/forged-handle.py'), 'utf8');
    await at(other, `cat >/root/attack.py <<'END'\n${attack}\nEND`);
    const read = (who: string, path: string) =>
      at(other, `python3 /root/attack.py ${keeper.staticAddress} ${folder} ${who} ${path}`);
    assert.equal(await read('1234 1234', `own ${volume} text`), 'kept');
    // The group shadow reads the hashes of passwords, and root's own squashing says nothing of groups.
    for (const [who, path] of [
      ['1234 42', 'etc shadow'],
      ['1234 1234', 'etc hostname'],
    ] as const)
      await assert.rejects(read(who, `forged ${path}`), /status (70|10001|13)/);
  });

  it('open one port, and not that of old NFS', async () => {
    for (const pi of [keeper, other]) {
      const ports = await at(pi, "ss -Hltun | sed -n 's/.*:\\([0-9]*\\) .*/\\1/p' | sort -un | tr '\\n' ' '");
      assert.doesNotMatch(ports, /\b111\b/);
      assert.equal(/\b2049\b/.test(ports), pi === keeper, ports);
    }
  });

  it('come back after both have booted, in whichever order', async () => {
    await at(keeper, 'systemctl --no-block reboot');
    // A program that writes meanwhile waits, and loses nothing.
    const text = `${mountPoint}/${volume}/text`;
    const written = await at(other, `setpriv --reuid 1234 sh -c 'echo after >>${text}' && cat ${text}`);
    assert.equal(written, 'kept\nafter');
    await keeper.booted(3, keeper.staticAddress);
    await at(other, 'systemctl --no-block reboot');
    await other.booted(3, other.staticAddress);
    assert.equal(await at(other, `cat ${mountPoint}/${volume}/text`), 'kept\nafter');
    await nothingIsMissing();
  });

  it('keep nobody waiting who only asks whether they answer, and write nothing beside them', async () => {
    await keeper.off();
    assert.equal(await at(other, answers), 'no');
    await at(other, `systemctl stop mnt-microcloud.mount; umount -l ${mountPoint} 2>/dev/null || :`);
    await assert.rejects(at(other, `timeout 100 mkdir ${mountPoint}/pvc-2`));
    await keeper.on();
    await keeper.booted(4, keeper.staticAddress);
    await at(other, 'systemctl restart mnt-microcloud.automount');
    await until(async () => assert.equal(await at(other, answers), 'yes'), 300);
    assert.equal(await at(other, `cat ${mountPoint}/${volume}/text`), 'kept\nafter');
  });

  it('are given to nodes of the inventory only', async () => {
    await at(other, 'systemctl stop mnt-microcloud.automount mnt-microcloud.mount');
    const { errors } = await initUntil(await withNfs(['pi-1']), 'volumes');
    assert.deepEqual(errors, []);
    const mount = `mount -t nfs -o vers=4,retry=0 ${keeper.staticAddress}:${folder} /mnt`;
    await assert.rejects(at(other, mount), /access denied/);
  });

  it('go without leftovers, and what is in them stays', async () => {
    const without = await lab.inventory();
    const { errors } = await initUntil(without, 'volumes');
    assert.deepEqual(errors, []);
    for (const pi of [keeper, other]) {
      const left = `ls -d /etc/systemd/system/*mnt-microcloud* /etc/exports.d/microcloud* /etc/nfs.conf.d/microcloud* ${mountPoint} 2>/dev/null || :`;
      assert.equal(await at(pi, left), '');
      assert.doesNotMatch(await at(pi, 'cat /proc/mounts'), /microcloud/);
      assert.doesNotMatch(await at(pi, 'ss -Hltn'), /:(2049|111)\b/);
    }
    assert.equal(await at(keeper, `cat ${folder}/${volume}/text`), 'kept\nafter');
    const again = await initUntil(without, 'volumes');
    assert.deepEqual([again.planned, again.errors], [[], []]);
  });

  /** Nodes are where the inventory wants them once the row `network` is over. */
  const at = (pi: EmulatedPi, script: string) => pi.sudo(script, pi.staticAddress).then((text) => text.trim());

  /** An inventory of these nodes with the addon. */
  function withNfs(names: readonly string[]): Promise<string> {
    return lab.inventory((file: InventoryFile) => ({
      ...file,
      cluster: { ...file.cluster, addons: { nfs: { node: 'pi-1' } } },
      nodes: file.nodes.filter(({ name = '' }) => names.includes(name)),
    }));
  }

  async function nothingIsMissing(): Promise<void> {
    const again = await initUntil(inventory, 'volumes');
    assert.deepEqual([again.planned, again.errors], [[], []]);
  }
});
