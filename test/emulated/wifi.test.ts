import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type EmulatedLab, flashed } from '../support/emulated/emulated-lab.ts';
import type { EmulatedPi } from '../support/emulated/emulated-pi.ts';
import { initUntil } from '../support/emulated/init-until.ts';

const folder = '/etc/NetworkManager/system-connections';

describe('a board without a cable', { concurrency: false }, () => {
  let lab: EmulatedLab;
  let pi: EmulatedPi;
  let inventory: string;

  before(async () => {
    lab = await flashed('wifi', { cards: [{ wifi: 'Casa de la Ana' }], hasCable: false });
    [pi] = lab.pis as [EmulatedPi];
    inventory = await lab.inventory();
    // What apt installs then is shown with a cable; here it would take minutes.
    pi.writeFirmware({ 'user-data': pi.readFirmware('user-data').replace('packages:\n- avahi-daemon\n', '') });
    await pi.on();
  });
  after(() => lab?.remove());

  it('has an address by Wi-Fi', async () => {
    await pi.booted(1);
    assert.deepEqual(await linksOf(pi, pi.address), { wlan0: [pi.address] });
  });

  it('gets its static address, in the file of netplan that has the key', async () => {
    const { errors } = await initUntil(inventory, 'network', console.log);
    assert.deepEqual(errors, []);
    const files = "grep -c '^ *password:.*8b4c' /etc/netplan/90-NM-*.yaml | grep -c ':1$'";
    assert.equal(await pi.sudo(files, pi.staticAddress), '1');
    const others = `cat ${folder}/* 2>/dev/null | grep -c 8b4c || :`;
    assert.equal(await pi.sudo(others, pi.staticAddress), '0');
    await nothingIsMissing();
  });

  it('has it and no other one after the next boot', () => hasItAfter(2));

  async function hasItAfter(boot: number): Promise<void> {
    await pi.sudo('systemctl --no-block reboot', pi.staticAddress);
    await pi.booted(boot, pi.staticAddress);
    await nothingIsMissing();
  }

  async function nothingIsMissing(): Promise<void> {
    assert.deepEqual(await linksOf(pi, pi.staticAddress), { wlan0: [pi.staticAddress] });
    const again = await initUntil(inventory, 'network');
    assert.deepEqual([again.planned, again.errors], [[], []]);
  }
});

/** The addresses of each interface that has some. */
async function linksOf(pi: EmulatedPi, address: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const shown = await pi.sudo('ip -4 -o address show scope global', address);
  const found = [...shown.matchAll(/^\d+: (\S+) +inet ([\d.]+)/gm)];
  const grouped = Map.groupBy(found, ([, link = '']) => link);
  return Object.fromEntries([...grouped].map(([link, all]) => [link, all.map(([, , one = '']) => one)]));
}
