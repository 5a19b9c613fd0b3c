import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type EmulatedLab, flashed } from '../support/emulated/emulated-lab.ts';
import type { EmulatedPi } from '../support/emulated/emulated-pi.ts';
import { initUntil } from '../support/emulated/init-until.ts';
import { until } from '../support/until.ts';

const key = '8b4c8c1f9a8de2f8f9d2e1c5b7a6f3e0d1c2b3a4958677869504132e5f6a7b8c';
const folder = '/etc/NetworkManager/system-connections';
const profile = `${folder}/preconfigured.nmconnection`;

/** What Imager 1 made of the same answers: a profile of NetworkManager, without netplan. */
const keyfile = `[connection]
id=preconfigured
uuid=5d8b3a3c-2c1d-4e55-9f6e-1f2a3b4c5d6e
type=wifi
interface-name=wlan0
[wifi]
mode=infrastructure
ssid=Casa de la Ana
[wifi-security]
key-mgmt=wpa-psk
psk=${key}
[ipv4]
method=auto
[ipv6]
method=auto
`;

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

  it('gets its static address, in the file of netplan that has the key', () =>
    getsIt("grep -c '^ *password:.*8b4c' /etc/netplan/90-NM-*.yaml | grep -c ':1$'", 0));

  it('has it and no other one after the next boot', () => hasItAfter(2));

  it('comes back to an address of DHCP with a profile of NetworkManager itself', async () => {
    // In one go: the node is at the old address when it is over.
    const change = `rm -f /etc/netplan/*; umask 077; cat >${profile} <<'END'\n${keyfile}END\nnetplan generate; nmcli connection reload; nmcli connection up preconfigured`;
    await pi.sudo(`systemd-run --on-active=1 sh -c '${change.replaceAll("'", "'\\''")}'`, pi.staticAddress);
    await until(async () => assert.deepEqual(await linksOf(pi, pi.address), { wlan0: [pi.address] }), 300);
  });

  it('goes back to it when the router of the inventory does not answer', async () => {
    const nobody = lab.lan.plan.gateway.replace(/\d+$/, '250');
    const wrong = await lab.inventory((file) => ({
      ...file,
      defaults: { ...file.defaults, network: { ...file.defaults?.network, gateway: nobody } },
    }));
    const { errors } = await initUntil(wrong, 'network', console.log);
    assert.match(`${errors}`, /cannot have \S+ \(the router \S+ does not answer\): it is back at its old address/);
    assert.deepEqual(await linksOf(pi, pi.address), { wlan0: [pi.address] });
  });

  it('gets its static address in that profile, which has the key then', () => getsIt(`grep -c psk=8b4c ${profile}`, 1));

  it('has it and no other one after the next boot, too', () => hasItAfter(3));

  /** `place` prints 1 where the key is; so many profiles of NetworkManager have it. */
  async function getsIt(place: string, keyfiles: number): Promise<void> {
    inventory = await lab.inventory();
    const { errors } = await initUntil(inventory, 'network', console.log);
    assert.deepEqual(errors, []);
    assert.equal(await pi.sudo(place, pi.staticAddress), '1');
    const others = await pi.sudo(`cat ${folder}/* 2>/dev/null | grep -c 8b4c || :`, pi.staticAddress);
    assert.equal(others, String(keyfiles));
    await nothingIsMissing();
  }

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
