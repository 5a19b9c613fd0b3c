import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { importAnsible } from '../../../src/inventory/import-ansible.ts';
import { temporary } from '../../support/temporary.ts';

/** Imports a file with this name and text: each node in one line, and what was not guessed. */
async function imported(t: TestContext, name: string, text: string) {
  const file = join(await temporary(t), name);
  await writeFile(file, text);
  const { inventory, notes } = await importAnsible([file], { name: 'club', env: { PATH: '' } });
  return {
    nodes: inventory.nodes.map((node) => [node.name, node.role, node.address].join(' ')),
    ssh: { ...inventory.defaults?.ssh, ...inventory.nodes[0]?.ssh },
    notes: notes
      .map((note) => note.replaceAll(file, name))
      .filter((note) => !/guessed|gets the name|read by/.test(note)),
  };
}

const two = ['pi-1 control-plane 192.168.1.101', 'pi-2 worker 192.168.1.102'];
const unnamed = ['node-101 control-plane 192.168.1.101', 'node-102 worker 192.168.1.102'];

/** What routers and scans of a network know. */
const networks: Readonly<
  Record<string, readonly [name: string, text: string, nodes: readonly string[], notes?: readonly string[]]>
> = {
  'what nmap -sn has found, without what is no Raspberry Pi': [
    'nmap.txt',
    `Starting Nmap 7.93 ( https://nmap.org ) at 2023-10-01 12:00 CEST
Nmap scan report for fritz.box (192.168.1.1)
Host is up (0.0010s latency).
MAC Address: A4:91:B1:00:00:01 (AVM)
Nmap scan report for pi-1.fritz.box (192.168.1.101)
Host is up (0.0010s latency).
MAC Address: DC:A6:32:01:02:03 (Raspberry Pi Trading)
Nmap scan report for pi-2.fritz.box (192.168.1.102)
Host is up (0.0012s latency).
MAC Address: E4:5F:01:01:02:03 (Raspberry Pi Trading)
Nmap done: 256 IP addresses (3 hosts up) scanned in 2.45 seconds
`,
    two,
    ['nmap.txt: fritz.box: no Raspberry Pi by the MAC address, and left out'],
  ],
  'boards that are all called raspberrypi': [
    'arp.txt',
    `? (192.168.1.1) at a4:91:b1:0:0:1 on en0 ifscope [ethernet]
raspberrypi.lan (192.168.1.101) at dc:a6:32:1:2:3 on en0 ifscope [ethernet]
raspberrypi.lan (192.168.1.102) at dc:a6:32:1:2:4 on en0 ifscope [ethernet]
`,
    unnamed,
    ['arp.txt: 192.168.1.1: no Raspberry Pi by the MAC address, and left out'],
  ],
  'arp -a of Windows': [
    'arp.txt',
    `\nInterface: 192.168.1.10 --- 0x5\n  Internet Address      Physical Address      Type
  192.168.1.101         dc-a6-32-01-02-03     dynamic\n  192.168.1.102         dc-a6-32-01-02-04     dynamic\n`,
    unnamed,
  ],
  'ip neigh': [
    'neigh.txt',
    '192.168.1.101 dev eth0 lladdr dc:a6:32:01:02:03 REACHABLE\n192.168.1.102 dev eth0 lladdr dc:a6:32:01:02:04 STALE\n',
    unnamed,
  ],
  'ip neigh, kept by a computer with Windows': [
    'neigh.txt',
    '192.168.1.101 dev eth0 lladdr dc:a6:32:01:02:03 REACHABLE\r\n192.168.1.102 dev eth0 lladdr dc:a6:32:01:02:04 STALE\r\n192.168.1.102 dev wlan0 lladdr dc:a6:32:01:02:04 STALE\r\n',
    unnamed,
    ['neigh.txt:3: 192.168.1.102 is there twice, and the last one counts'],
  ],
  'arp-scan': [
    'scan.txt',
    'Interface: eth0, type: EN10MB, IPv4: 192.168.1.10\n192.168.1.101\tdc:a6:32:01:02:03\tRaspberry Pi Trading Ltd\n192.168.1.102\tdc:a6:32:01:02:04\tRaspberry Pi Trading Ltd\n',
    unnamed,
  ],
  'avahi-browse -rpt _ssh._tcp': [
    'avahi.txt',
    `+;eth0;IPv4;pi-1;SSH Remote Terminal;local
=;eth0;IPv4;pi-1;_ssh._tcp;local;pi-1.local;192.168.1.101;22;
=;eth0;IPv6;pi-1;_ssh._tcp;local;pi-1.local;fe80::1;22;
=;eth0;IPv4;pi-2;_ssh._tcp;local;pi-2.local;192.168.1.102;22;
`,
    two,
  ],
  'the leases of Pi-hole': [
    'dnsmasq.leases',
    '1700000000 dc:a6:32:01:02:03 192.168.1.101 pi-1 01:dc:a6:32:01:02:03\n1700000000 dc:a6:32:01:02:04 192.168.1.102 pi-2 *\n',
    two,
  ],
  // beblank/coreos-baremetal-demo
  'dnsmasq.conf': [
    'dnsmasq.conf',
    'domain=example.com\ndhcp-range=192.168.1.100,192.168.1.200,30m\ndhcp-host=08:00:27:ab:10:01,192.168.1.101,pi-1.example.com,infinite\ndhcp-host=08:00:27:ab:10:02,192.168.1.102,pi-2,24h\n',
    two,
  ],
  'dhcpd.conf': [
    'dhcpd.conf',
    'host pi-1 { hardware ethernet dc:a6:32:01:02:03; fixed-address 192.168.1.101; }\nhost pi-2 {\n  hardware ethernet dc:a6:32:01:02:04;\n  fixed-address 192.168.1.102;\n}\n',
    two,
  ],
  'what OpenWrt keeps': [
    'dhcp',
    "config host\n\toption name 'pi-1'\n\toption mac 'DC:A6:32:01:02:03'\n\toption ip '192.168.1.101'\n\nconfig host\n\toption ip '192.168.1.102'\n\toption name 'pi-2'\n",
    two,
  ],
  'what a router of MikroTik exports': [
    'leases.rsc',
    '/ip dhcp-server lease\nadd address=192.168.1.101 comment=pi-1 mac-address=DC:A6:32:01:02:03 server=defconf\nadd address=192.168.1.102 comment=pi-2 mac-address=DC:A6:32:01:02:04 server=defconf\n',
    two,
  ],
  'the reservations of Kea': [
    'kea.json',
    '{"Dhcp4": {"subnet4": [{"subnet": "192.168.1.0/24", "reservations": [{"ip-address": "192.168.1.101", "hostname": "pi-1"}, {"ip-address": "192.168.1.102", "hostname": "pi-2"}]}]}}\n',
    two,
  ],
  'a table with masks, as NetBox exports it': [
    'netbox.csv',
    'Name,Role,IP Address\npi-1,Control plane,192.168.1.101/24\npi-2,Worker,192.168.1.102/24\n',
    two,
  ],
};

describe('what is known of a network', () => {
  for (const [title, [name, text, nodes, notes = []]] of Object.entries(networks)) {
    it(`may be ${title}`, async (t) => {
      const found = await imported(t, name, text);
      assert.deepEqual(found.nodes, nodes);
      assert.deepEqual(
        found.notes.filter((note) => !/means nothing here/.test(note)),
        notes,
      );
    });
  }
});

describe('a list of machines of another tool', () => {
  it('may be an inventory of Bolt, whose groups say the roles', async (t) => {
    const text = `version: 2
groups:
  - name: masters
    targets: [{name: pi-1, uri: 192.168.1.101, vars: {arch: arm64}}]
  - name: workers
    targets: ["ssh://192.168.1.102"]
config: {transport: ssh, ssh: {user: pi, host-key-check: false}}
`;
    const { nodes, ssh } = await imported(t, 'inventory.yaml', text);
    assert.deepEqual(nodes, ['pi-1 control-plane 192.168.1.101', 'node-102 worker 192.168.1.102']);
    assert.deepEqual(ssh, { user: 'pi' });
  });

  it('may be a roster of salt-ssh', async (t) => {
    const text =
      'pi-1:\n  host: 192.168.1.101\n  user: pi\n  priv: /home/ana/.ssh/pis\npi-2:\n  host: 192.168.1.102\n  user: pi\n';
    const { nodes, ssh } = await imported(t, 'roster', text);
    assert.deepEqual(nodes, two);
    assert.deepEqual(ssh, { user: 'pi', identityFile: '/home/ana/.ssh/pis' });
  });

  it('may be hosts of Nornir, whose groups say the roles', async (t) => {
    const text =
      '---\npi-2:\n  hostname: 192.168.1.102\n  groups: [workers]\npi-1:\n  hostname: 192.168.1.101\n  username: pi\n  groups: [control_plane]\n';
    const { nodes } = await imported(t, 'hosts.yaml', text);
    assert.deepEqual(nodes.toSorted(), two);
  });

  it('may be the nodes of a cluster', async (t) => {
    const node = (name: string, address: string, labels: object) => ({
      kind: 'Node',
      metadata: { name, labels },
      status: {
        addresses: [
          { type: 'InternalIP', address },
          { type: 'Hostname', address: name },
        ],
      },
    });
    const items = [
      node('pi-1', '192.168.1.101', { 'node-role.kubernetes.io/control-plane': 'true' }),
      node('pi-2', '192.168.1.102', {}),
    ];
    const { nodes } = await imported(t, 'nodes.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    assert.deepEqual(nodes, two);
  });
});

describe('a comment beside an address', () => {
  const group = '[k3s_cluster:children]\nmaster\nnode\n';

  it('is the name of the machine, where it is one', async (t) => {
    const ini = `[master]\n192.168.1.101 # pi-1\n[node]\n192.168.1.102 ansible_user=pi  # pi-2.home.arpa\n${group}`;
    assert.deepEqual((await imported(t, 'hosts.ini', ini)).nodes, two);
    const yaml =
      'all:\n  children:\n    master:\n      hosts:\n        192.168.1.101: # pi-1\n    node:\n      hosts:\n        192.168.1.102: {}  # pi-2\n';
    assert.deepEqual((await imported(t, 'hosts.yml', yaml)).nodes, two);
  });

  it('is none where it says something else, or the same of several', async (t) => {
    const ini = `[master]\n192.168.1.101 # the one with the SSD\n[node]\n192.168.1.102 # 8GB\n192.168.1.103 # rpi4\n192.168.1.104 # rpi4\npi-5 ansible_host=192.168.1.105 # rack-2\n${group}`;
    assert.deepEqual((await imported(t, 'hosts.ini', ini)).nodes, [
      'node-101 control-plane 192.168.1.101',
      'node-102 worker 192.168.1.102',
      'node-103 worker 192.168.1.103',
      'node-104 worker 192.168.1.104',
      'pi-5 worker 192.168.1.105',
    ]);
  });
});
