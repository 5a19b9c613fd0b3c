import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { importAnsible } from '../../../src/inventory/import-ansible.ts';
import { temporary } from '../../support/temporary.ts';

/** Imports a file with this name and text. Nodes are shown in short: name, role, address, and how to log in. */
async function imported(t: TestContext, name: string, text: string | Buffer) {
  const file = join(await temporary(t), name);
  await writeFile(file, text);
  const { inventory, notes } = await importAnsible([file], { name: 'club', env: { PATH: '' } });
  const { ssh: shared = {} } = inventory.defaults ?? {};
  return {
    nodes: inventory.nodes.map(({ name, role, address, ssh }) => {
      const login = { ...shared, ...ssh };
      return [name, role, address, ...(Object.keys(login).length > 0 ? [login] : [])];
    }),
    notes: notes.map((note) => note.replaceAll(file, name)).filter((note) => !/guessed/.test(note)),
  };
}

describe('a list of machines that is no inventory of Ansible', () => {
  it('may be one of k3sup', async (t) => {
    // alexellis/k3sup, `k3sup plan --help`, as people keep it in devices.json.
    const text =
      '[\n  {\n    "hostname": "node-1",\n    "ip": "192.168.128.102"\n  },\n{"hostname": "node-2", "ip": "192.168.128.103"}]\n';
    assert.deepEqual(await imported(t, 'devices.json', text), {
      nodes: [
        ['node-1', 'control-plane', '192.168.128.102'],
        ['node-2', 'worker', '192.168.128.103'],
      ],
      notes: [],
    });
  });

  it('may say with yes and no which machines are control planes', async (t) => {
    // onedr0p/cluster-template, nodes.yaml: what is no control plane is a worker, whichever comes first.
    const text = `nodes:
  - {name: k8s-0, address: 192.168.42.10, controller: false, disk: /dev/sda}
  - {name: k8s-1, address: 192.168.42.11, controller: true, disk: /dev/sda}
`;
    assert.deepEqual(await imported(t, 'nodes.yaml', text), {
      nodes: [
        ['k8s-0', 'worker', '192.168.42.10'],
        ['k8s-1', 'control-plane', '192.168.42.11'],
      ],
      notes: ['nodes.yaml: disk means nothing here and is left out'],
    });
  });

  it('may have the address beside the login', async (t) => {
    // A list of nodes for k3s: nodes: [{role, ssh: {host, user, key-file}}].
    const text = `version: stable
nodes:
  - role: server
    ssh: {host: 192.168.56.11, user: ana, key-file: ~/.ssh/pis}
  - role: agent
    ssh: {host: 192.168.56.12, user: ana}
`;
    const { nodes } = await imported(t, 'k3sctl.yaml', text);
    assert.deepEqual(nodes, [
      ['node-11', 'control-plane', '192.168.56.11', { user: 'ana', identityFile: '~/.ssh/pis' }],
      ['node-12', 'worker', '192.168.56.12', { user: 'ana' }],
    ]);
  });

  it('may be one of k0sctl, whose login is a map, and whose hosts have no names', async (t) => {
    // k0sproject/k0sctl, smoke-test/; hooks and bastions as in its README.
    const text = `apiVersion: k0sctl.k0sproject.io/v1beta1
kind: Cluster
metadata: {name: k0s-cluster}
spec:
  hosts:
  - role: controller+worker
    noTaints: true
    ssh: {address: 10.0.0.1, user: root, port: 2222, keyPath: ~/.ssh/id_rsa}
  - ssh:
      address: 10.0.0.2
      user: root
      bastion: {address: 10.0.0.9, user: root}
    role: worker
`;
    assert.deepEqual(await imported(t, 'k0sctl.yaml', text), {
      nodes: [
        ['node-1', 'control-plane', '10.0.0.1', { user: 'root', port: 2222, identityFile: '~/.ssh/id_rsa' }],
        ['node-2', 'worker', '10.0.0.2', { user: 'root' }],
      ],
      notes: [
        'k0sctl.yaml: noTaints means nothing here and is left out',
        'k0sctl.yaml:6: 10.0.0.1 gets the name node-1',
        'k0sctl.yaml:9: 10.0.0.2 gets the name node-2',
        'k0sctl.yaml:12: bastion (node-2) is left out: SSH options belong in ~/.ssh/config, under “Host” and the address of the node',
      ],
    });
  });

  it('may be one of kubekey, which says roles in another place, and passwords', async (t) => {
    // kubesphere/kubekey, docs/config-example.md.
    const text = `apiVersion: kubekey.kubesphere.io/v1alpha2
kind: Cluster
metadata: {name: sample}
spec:
  hosts:
  - {name: node1, address: 172.16.0.2, internalAddress: 172.16.0.2, user: ubuntu, password: "not-a-real-one", arch: arm64}
  - {name: node2, address: 172.16.0.3, internalAddress: 172.16.0.3, user: ubuntu, password: "not-a-real-one", arch: arm64}
  - {name: node3, address: 172.16.0.4, internalAddress: 172.16.0.4, user: ubuntu, password: "not-a-real-one", arch: arm64}
  roleGroups:
    etcd: [node1]
    control-plane: [node1]
    worker:
    - node[2:3]
`;
    const { nodes, notes } = await imported(t, 'config-sample.yaml', text);
    const login = { user: 'ubuntu', password: { prompt: true } };
    assert.deepEqual(nodes, [
      ['node1', 'control-plane', '172.16.0.2', login],
      ['node2', 'worker', '172.16.0.3', login],
      ['node3', 'worker', '172.16.0.4', login],
    ]);
    assert.deepEqual(notes, [
      'config-sample.yaml: internalAddress, arch mean nothing here and are left out',
      'config-sample.yaml:6, 7, 8: password (all nodes) is not copied: microcloud asks for it',
    ]);
  });

  it('may be one of RKE', async (t) => {
    // rancher/rke, cluster.yml of its documentation.
    const text = `nodes:
  - address: 1.1.1.1
    user: ubuntu
    role:
      - controlplane
      - etcd
    ssh_key_path: /home/user/.ssh/id_rsa
  - {address: 2.2.2.2, user: ubuntu, hostname_override: node2, role: [worker]}
`;
    const { nodes } = await imported(t, 'cluster.yml', text);
    assert.deepEqual(nodes, [
      ['node-1', 'control-plane', '1.1.1.1', { user: 'ubuntu', identityFile: '/home/user/.ssh/id_rsa' }],
      ['node2', 'worker', '2.2.2.2', { user: 'ubuntu' }],
    ]);
  });

  it('may say by a switch what a machine is', async (t) => {
    // budimanjojo/talhelper, talconfig.yaml.
    const text = `clusterName: home
nodes:
  - {hostname: pi-1, ipAddress: 192.168.0.12, controlPlane: false}
  - {hostname: pi-2, ipAddress: 192.168.0.11, controlPlane: true}
`;
    const { nodes } = await imported(t, 'talconfig.yaml', text);
    assert.deepEqual(nodes, [
      ['pi-1', 'worker', '192.168.0.12'],
      ['pi-2', 'control-plane', '192.168.0.11'],
    ]);
  });

  it('may be what kubectl prints', async (t) => {
    const text = `NAME   STATUS   ROLES                  AGE   VERSION        INTERNAL-IP    EXTERNAL-IP   OS-IMAGE
pi-1   Ready    control-plane,master   30d   v1.29.3+k3s1   192.168.0.11   <none>        Debian GNU/Linux 12 (bookworm)
pi-2   Ready    <none>                 30d   v1.29.3+k3s1   192.168.0.12   <none>        Debian GNU/Linux 12 (bookworm)
`;
    const { nodes } = await imported(t, 'nodes.txt', text);
    assert.deepEqual(nodes, [
      ['pi-1', 'control-plane', '192.168.0.11'],
      ['pi-2', 'worker', '192.168.0.12'],
    ]);
  });

  it('is read as what it is, and no ssh_config, where nmap prints lines that begin with Host', async (t) => {
    const text =
      'Nmap scan report for pi-1 (192.168.0.11)\nHost is up (0.0040s latency).\nMAC Address: DC:A6:32:01:02:03 (x)\n';
    assert.deepEqual((await imported(t, 'nmap.txt', text)).nodes, [['pi-1', 'control-plane', '192.168.0.11']]);
  });

  for (const [what, name, text] of [
    [
      'a spreadsheet',
      'pis.csv',
      'hostname,ip,mac,role\r\npi-1,192.168.0.11,AA:BB:CC:DD:EE:01,master\r\n"pi-2",192.168.0.12,"x, ""y""",worker\r\n',
    ],
    [
      'one of a German Excel',
      'pis.csv',
      Buffer.from(
        '\ufeffsep=;\r\nGerät;IP-Adresse;mac;Rolle\r\npi-1;192.168.0.11;;master\r\npi-2;192.168.0.12;a;worker\r\n',
      ),
    ],
    [
      'one in Spanish, by tabs',
      'pis.txt',
      'Nombre\tDirección IP\tmac\tRol\npi-1\t192.168.0.11\ta\tmaster\npi-2\t192.168.0.12\tb\tworker\n',
    ],
    [
      'a table of Markdown',
      'README.md',
      '| Name | IP | mac | Role |\n|:-----|----|-----|---:|\n| pi-1 | 192.168.0.11 | a | master |\n| pi-2 | 192.168.0.12 | b | worker |\n',
    ],
  ] as const) {
    it(`may be ${what}`, async (t) => {
      assert.deepEqual(await imported(t, name, text), {
        nodes: [
          ['pi-1', 'control-plane', '192.168.0.11'],
          ['pi-2', 'worker', '192.168.0.12'],
        ],
        notes: [`${name}: mac means nothing here and is left out`],
      });
    });
  }

  it('may be /etc/hosts, without what a computer has about itself', async (t) => {
    const text = `127.0.0.1\tlocalhost
::1\t\tlocalhost ip6-localhost ip6-loopback
ff02::1\t\tip6-allnodes

127.0.1.1\tlaptop # mine
192.168.0.11 pi-1.home.arpa pi-1
192.168.0.12\tpi-2
fd00::12 pi-2
`;
    assert.deepEqual(await imported(t, 'hosts', text), {
      nodes: [
        ['pi-1', 'control-plane', '192.168.0.11'],
        ['pi-2', 'worker', '192.168.0.12'],
      ],
      notes: ['hosts:6: pi-1.home.arpa gets the name pi-1'],
    });
    const { nodes } = await imported(t, 'notes.txt', 'pi-1 192.168.0.11\npi-2 192.168.0.12\n');
    assert.deepEqual(
      nodes.map(([name, , address]) => [name, address]),
      [
        ['pi-1', '192.168.0.11'],
        ['pi-2', '192.168.0.12'],
      ],
    );
  });

  it('may be an ssh_config', async (t) => {
    // mattkneiser's dotfiles, with a jump as in public ones.
    const text = `##
# GitHub
Host *
  AddKeysToAgent yes
  IdentityFile ~/.ssh/id_ed25519
Host github.com
  User git

Host pi0
   Hostname raspberrypi8gb-0.local
   # Hostname 192.168.0.121
   User pi8gb-0

Host pi1 one
   HostName=192.168.0.122
   Port 2222
   User pi4gb-1
   ForwardX11 yes
   LogLevel ERROR
   ProxyJump pi0
`;
    assert.deepEqual(await imported(t, 'config', text), {
      nodes: [
        ['pi0', 'control-plane', 'raspberrypi8gb-0.local', { user: 'pi8gb-0' }],
        ['pi1', 'worker', '192.168.0.122', { user: 'pi4gb-1', port: 2222 }],
      ],
      notes: [
        'config:20: ProxyJump (pi1) is left out: SSH options belong in ~/.ssh/config, under “Host” and the address of the node',
        'config:19: forwardx11, loglevel (pi1) is left out: SSH options belong in ~/.ssh/config, under “Host” and the address of the node',
      ],
    });
  });

  it('is told from what lists no machines, which is named', async (t) => {
    const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIJ7OHXrtPBjSnSw6jW3MVTyYSPgmVZsG5zX3t3yR6qOa';
    for (const [name, text, says] of [
      [
        'known_hosts',
        `192.168.0.11 ssh-ed25519 ${key}\n|1|F1E1KeoE=|3988QV0= ssh-rsa AAAAB3Nz\n`,
        /known_hosts of ssh/,
      ],
      ['authorized_keys', `ssh-ed25519 ${key} ana@laptop\n`, /a list of public keys/],
      ['k3s.yaml', 'apiVersion: v1\nkind: Config\nclusters: []\n', /a kubeconfig: it says where an API is/],
      ['web.yaml', 'apiVersion: apps/v1\nkind: Deployment\n', /a Deployment of Kubernetes/],
      ['compose.yaml', 'services: {web: {image: nginx}}\n', /Docker Compose/],
      [
        'inventory.yaml',
        'cluster: {name: home}\nnodes:\n- {name: a, address: 10.0.0.1}\n',
        /an inventory of microcloud already/,
      ],
    ] as const)
      await assert.rejects(imported(t, name, text), says, name);
  });
});
