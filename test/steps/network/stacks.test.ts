import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { networkManagers } from '../../../src/facts/network-managers.ts';
import { renderDhcpcd } from '../../../src/steps/network/stacks/dhcpcd.ts';
import { ifupdown, renderStanza } from '../../../src/steps/network/stacks/ifupdown.ts';
import { renderKeyfile } from '../../../src/steps/network/stacks/keyfile.ts';
import { renderNetplan } from '../../../src/steps/network/stacks/netplan.ts';
import { fixture } from '../../support/fixture.ts';

const wanted = {
  link: 'eth0',
  address: '192.168.1.21',
  prefix: 24,
  gateway: '192.168.1.1',
  nameservers: ['192.168.1.1', '1.1.1.1'],
};

describe('the configuration of a static address', () => {
  it('is a profile for NetworkManager', () => {
    assert.equal(
      renderKeyfile(wanted),
      `[connection]
id=microcloud-eth0
uuid=f3bca1b5-66a5-53ee-b69a-08f7bfd85900
type=ethernet
interface-name=eth0
autoconnect-priority=999

[ipv4]
method=manual
address1=192.168.1.21/24,192.168.1.1
dns=192.168.1.1;1.1.1.1;
may-fail=false

[ipv6]
method=auto
`,
    );
  });

  it('is YAML for netplan with networkd', () => {
    assert.deepEqual(parse(renderNetplan('lan', wanted)), {
      network: {
        version: 2,
        ethernets: {
          lan: {
            renderer: 'networkd',
            dhcp4: false,
            addresses: ['192.168.1.21/24'],
            routes: [{ to: '0.0.0.0/0', via: '192.168.1.1' }],
            nameservers: { addresses: ['192.168.1.1', '1.1.1.1'] },
          },
        },
      },
    });
  });

  it('is a block at the end of dhcpcd.conf, once', () => {
    const before = fixture('pi-4-raspios-bullseye/dhcpcd.conf');
    const after = renderDhcpcd(before, wanted);
    assert.equal(
      after,
      `${before}# BEGIN microcloud static address
interface eth0
static ip_address=192.168.1.21/24
static routers=192.168.1.1
static domain_name_servers=192.168.1.1 1.1.1.1
# END microcloud static address
`,
    );
    assert.equal(renderDhcpcd(after, wanted), after);
  });

  it('is a stanza for ifupdown', () => {
    assert.equal(
      renderStanza(wanted),
      `auto eth0
iface eth0 inet static
    address 192.168.1.21/24
    gateway 192.168.1.1
    dns-nameservers 192.168.1.1 1.1.1.1
    post-up [ -L /etc/resolv.conf ] || command -v resolvconf >/dev/null || printf 'nameserver 192.168.1.1\\nnameserver 1.1.1.1\\n' >/etc/resolv.conf
`,
    );
  });
});

describe("ifupdown's other stanzas of the interface", () => {
  const stanzas = `# The wired one
auto lo eth0
iface lo inet loopback

iface eth0 inet dhcp
    hostname pi
    # a remark

\twpa-psk secret
iface eth0 inet6 auto
allow-hotplug eth1
iface eth1 inet dhcp
`;
  const commented = `# The wired one
auto lo eth0
iface lo inet loopback

# microcloud: iface eth0 inet dhcp
# microcloud:     hostname pi
    # a remark

# microcloud: \twpa-psk secret
iface eth0 inet6 auto
allow-hotplug eth1
iface eth1 inet dhcp
`;

  it('are commented out, and nothing else', () => {
    const directory = mkdtempSync(join(tmpdir(), 'microcloud-test-'));
    try {
      const path = join(directory, 'interfaces');
      writeFileSync(path, stanzas, { mode: 0o640 });
      const managers = networkManagers.parse(`== stanzas\n${path}:iface eth0 inet dhcp\n`);
      const ground = {
        link: { name: 'eth0', index: 2, wireless: false, kind: undefined, tunnelFrom: undefined, addresses: [] },
        managers,
        profiles: [],
        netplan: [],
        files: [],
      } as const;
      const edit = [...ifupdown.edits(wanted, ground)].find((one) => 'path' in one && one.path === path);
      assert.ok(edit && 'change' in edit);
      for (const _ of ['once', 'twice']) {
        execFileSync('sh', ['-e', '-c', edit.change.script.wire]);
        assert.equal(readFileSync(path, 'utf8'), commented);
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
