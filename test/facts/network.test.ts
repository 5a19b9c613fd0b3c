import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { links } from '../../src/facts/links.ts';
import { networkManagers } from '../../src/facts/network-managers.ts';
import { fixture } from '../support/fixture.ts';

const flavours = ['trixie', 'bookworm', 'bullseye', 'networkd', 'ifupdown'] as const;

describe('the links of a node', () => {
  for (const flavour of flavours) {
    it(`are read on ${flavour}`, () => {
      const { all, gateways, arrival, nameservers } = links.parse(fixture(`simulated-${flavour}/network-links`));
      assert.deepEqual(
        all.map(({ name, wireless, kind }) => [name, wireless, kind]),
        [
          ['lo', false, undefined],
          ['eth0', false, 'veth'],
        ],
      );
      const ipv4 = all[1]!.addresses.filter(({ address }) => address.includes('.'));
      // dhcpcd says nothing of a lease's end.
      assert.deepEqual(ipv4, [{ address: '172.29.0.101', prefix: 24, dynamic: flavour !== 'bullseye' }]);
      assert.deepEqual(gateways, [{ address: '172.29.0.1', link: 'eth0' }]);
      assert.equal(arrival, '172.29.0.101');
      assert.deepEqual(nameservers, ['172.29.0.1']);
    });
  }

  it('are read where there are none to speak of', () => {
    const expected = { all: [], gateways: [], arrival: undefined, nameservers: [] };
    for (const nothing of ['', '[]', '[{}]', '[ ]']) {
      const stdout = `== links\n${nothing}\n== routes\n${nothing}\n== wireless\n== nameservers\n== arrival\n`;
      assert.deepEqual(links.parse(stdout), expected);
    }
  });

  it('have their preferred gateway first, and no local stub among DNS servers', () => {
    const routes =
      '[{"gateway":"10.0.0.2","dev":"wlan0","metric":600},{"gateway":"10.0.0.1","dev":"eth0","metric":100}]';
    const stdout = `== links\n[{"ifname":"wlan0","ifindex":3}]\n== routes\n${routes}\n== wireless\n/sys/class/net/wlan0/phy80211\n== nameservers\nnameserver 127.0.0.53\nnameserver 10.0.0.53\nnameserver 10.0.0.53\n== arrival\nfe80::1%wlan0 999 fe80::2%wlan0 22\n`;
    const { all, gateways, arrival, nameservers } = links.parse(stdout);
    assert.equal(all[0]!.wireless, true);
    assert.deepEqual(
      gateways.map(({ link }) => link),
      ['eth0', 'wlan0'],
    );
    assert.equal(arrival, 'fe80::2');
    assert.deepEqual(nameservers, ['10.0.0.53']);
  });
});

describe('the managers of the network', () => {
  const read = (flavour: string) => networkManagers.parse(fixture(`simulated-${flavour}/network-managers`));
  const eth0 = { uuid: '626dd384-8b3d-3690-9511-192b2c79b3fd', profile: 'netplan-eth0', isExternal: false };

  it('are read on trixie', () => {
    const { running, networkManager, hasCloudInit } = read('trixie');
    assert.deepEqual([...running], []);
    assert.deepEqual(networkManager.get('eth0'), eth0);
    assert.equal(hasCloudInit, true);
  });

  it('are read on bookworm', () => {
    const { networkManager, hasCloudInit } = read('bookworm');
    assert.equal(networkManager.get('eth0')?.profile, 'Wired connection 1');
    assert.equal(hasCloudInit, false);
  });

  it('are read on bullseye', () => assert.deepEqual([...read('bullseye').running], ['dhcpcd']));

  it('are read with networkd', () => {
    const { running, networkd } = read('networkd');
    assert.deepEqual([...running], []);
    assert.deepEqual([...networkd.values()], ['/run/systemd/network/10-netplan-eth0.network']);
  });

  it('are read with ifupdown', () => {
    const { running, stanzas, sourcesInterfaces } = read('ifupdown');
    assert.deepEqual([...running], ['networking']);
    assert.deepEqual(stanzas, [{ file: '/etc/network/interfaces', link: 'eth0' }]);
    assert.equal(sourcesInterfaces, false);
  });

  it('are told from those that only look on', () => {
    const stdout = 'eth0:connected (externally):1:eth0\nwlan0:unmanaged::\nusb\\:0:connected:2:a\\:b\n';
    const { networkManager } = networkManagers.parse(`== NetworkManager\n${stdout}`);
    assert.deepEqual(
      [...networkManager],
      [
        ['eth0', { uuid: '1', profile: 'eth0', isExternal: true }],
        ['usb:0', { uuid: '2', profile: 'a:b', isExternal: false }],
      ],
    );
  });

  it('have the address of a stanza', () => {
    const lines = ['iface eth0 inet static', '    address 10.0.0.7/24', 'iface eth1 inet dhcp'];
    const { stanzas } = networkManagers.parse(
      `== stanzas\n${lines.map((line) => `/etc/network/interfaces:${line}\n`).join('')}`,
    );
    assert.deepEqual(stanzas, [
      { file: '/etc/network/interfaces', link: 'eth0', address: '10.0.0.7' },
      { file: '/etc/network/interfaces', link: 'eth1' },
    ]);
  });

  it('include interfaces.d by either word', () => {
    for (const [line, isWhole] of [
      ['source /etc/network/interfaces.d/*', true],
      ['source-directory interfaces.d', true],
      ['source-directory /etc/network/interfaces.d/', true],
      ['source /etc/network/interfaces.d/microcloud', true],
      // DietPi, and a public file of somebody with bridges.
      ['source interfaces.d/*', true],
      ['source /etc/network/interfaces.d/bridges', false],
      ['source /etc/network/interfaces.d/*.cfg', false],
    ] as const) {
      const { sourcesInterfaces } = networkManagers.parse(`== stanzas\n/etc/network/interfaces:${line}\n`);
      assert.equal(sourcesInterfaces, isWhole, line);
    }
  });
});
