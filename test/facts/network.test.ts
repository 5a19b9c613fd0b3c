import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { links } from '../../src/facts/links.ts';
import { networkManagers } from '../../src/facts/network-managers.ts';
import { Script } from '../../src/shell/sh.ts';
import { fixture } from '../support/fixture.ts';
import { temporary } from '../support/temporary.ts';

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

  it('are read where there are none', () => {
    const expected = { all: [], gateways: [], arrival: undefined, nameservers: [] };
    for (const nothing of ['', '[]', '[{}]', '[ ]']) {
      const stdout = `== links\n${nothing}\n== routes\n${nothing}\n== wireless\n== nameservers\n== arrival\n`;
      assert.deepEqual(links.parse(stdout), expected);
    }
  });

  // iproute2/iproute2#37, #41: what bullseye's version prints is no JSON where a route or a tunnel is of a rare kind.
  it('are read where ip forgets a key or a value', () => {
    const tunnel =
      '{"ifname":"tun7","ifindex":4,"linkinfo":{"info_kind":"ip6erspan","info_data":{"oseq":true,"erspan_dir":}}}';
    const routes =
      '[{"gateway":"10.0.0.1","dev":"eth0"},{"unreachable","dst":"default","dev":"lo","metric":4278198272,"flags":[]}]';
    const stdout = `== links\n[{"ifname":"eth0","ifindex":2,"flags":["UP"]},${tunnel}]\n== routes\n${routes}\n`;
    const { all, gateways } = links.parse(stdout);
    assert.deepEqual(
      all.map(({ name, kind }) => [name, kind]),
      [
        ['eth0', undefined],
        ['tun7', 'ip6erspan'],
      ],
    );
    assert.deepEqual(gateways, [{ address: '10.0.0.1', link: 'eth0' }]);
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

  it('are found in files that interfaces includes from elsewhere', async (t) => {
    const root = await temporary(t);
    const files = {
      'etc/network/interfaces': 'auto lo\nsource site/*.cfg\nsource-directory ROOT/etc/site.d\nsource interfaces.d/*\n',
      'etc/network/interfaces.d/usb0': 'iface usb0 inet dhcp\n',
      'etc/network/site/lan.cfg': 'iface eth0 inet static\n  address 10.0.0.7/24\n',
      'etc/site.d/wlan': 'iface wlan0 inet dhcp\n',
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text.replaceAll('ROOT', root));
    }
    const { ask, parse } = networkManagers;
    assert.ok(ask instanceof Script);
    const wire = ask.wire.replaceAll('/etc/network', join(root, 'etc/network'));
    const { stanzas, sourcesInterfaces } = parse(
      execFileSync('sh', ['-c', wire], { encoding: 'utf8' }).replaceAll(root, ''),
    );
    assert.deepEqual(stanzas, [
      { file: '/etc/network/interfaces.d/usb0', link: 'usb0' },
      { file: '/etc/network/site/lan.cfg', link: 'eth0', address: '10.0.0.7' },
      { file: '/etc/site.d/wlan', link: 'wlan0' },
    ]);
    assert.equal(sourcesInterfaces, true);
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
