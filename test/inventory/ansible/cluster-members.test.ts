import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostsOf } from '../../../src/inventory/ansible/ansible-hosts.ts';
import { readAnsibleIni } from '../../../src/inventory/ansible/ansible-ini.ts';
import { membersOf } from '../../../src/inventory/ansible/cluster-members.ts';

const membersIn = (text: string) =>
  membersOf(hostsOf(readAnsibleIni(text, 'hosts').inventory), undefined).map((member) =>
    [
      member.host.name,
      member.kind === 'left' ? 'left out' : member.role,
      member.kind === 'node' && member.guess ? 'guessed' : '',
    ]
      .filter(Boolean)
      .join(' '),
  );

const rows: Readonly<Record<string, readonly [text: string, members: readonly string[]]>> = {
  'takes those of the cluster, whatever other groups are called': [
    '[control]\nrouter\nb\n[k3s_server]\na\n[k3s_agent]\nb\n[k3s_cluster:children]\nk3s_server\nk3s_agent',
    ['router left out', 'b worker', 'a control-plane'],
  ],
  'takes a cluster in which nobody says who leads': [
    '[k3s_cluster]\na\nb\n[router]\nr',
    ['a control-plane guessed', 'b worker guessed', 'r left out'],
  ],
  'takes those with a role where there is no cluster': [
    '[server]\na\n[agent]\nb\n[web]\nc\n',
    ['a control-plane', 'b worker', 'c left out'],
  ],
  'leaves hosts of no group out where others have roles': [
    'x\n[masters]\na\n[workers]\nb\n',
    ['x left out', 'a control-plane', 'b worker'],
  ],
  'takes all hosts where only control planes are named': [
    '[masters]\na\n[pis]\na\nb\n',
    ['a control-plane', 'b worker guessed'],
  ],
  'does not make control planes of all servers': ['[servers]\na\nb\n', ['a control-plane guessed', 'b worker guessed']],
  'leaves a NAS out where nobody has a role': [
    '[pis]\na\nb\n[nas]\nc\n',
    ['a control-plane guessed', 'b worker guessed', 'c left out'],
  ],
  'takes foreign hosts where there are no others': ['[nas]\na\n', ['a control-plane guessed']],
  'takes no hypervisors, even where there are no others': ['[proxmox]\na\n', ['a left out']],
  'takes no NAS beside hypervisors for a cluster': ['[proxmox]\na\n[nas]\nb\n', ['a left out', 'b left out']],
  'takes no masters of hypervisors for those of a cluster': [
    '[proxmox_master]\na\n[proxmox_nodes]\na\nb\n[pis]\nc\n',
    ['a left out', 'b left out', 'c control-plane guessed'],
  ],
  'takes machines that run on hypervisors': [
    '[proxmox_hosts]\na\n[proxmox_vms]\nb\n',
    ['a left out', 'b control-plane guessed'],
  ],
  'takes a hypervisor whose other group says that it is a node': [
    '[pve]\na\n[k3s_server]\na\n[k3s_agent]\nb\n',
    ['a control-plane', 'b worker'],
  ],
  'takes roles from the names of hosts where nothing else has any': [
    'pi-worker1\npi-master\nz',
    ['pi-worker1 worker guessed', 'pi-master control-plane guessed', 'z worker guessed'],
  ],
  'takes roles from variables': [
    '[k3s_cluster]\na k3s_control_node=false\nb k3s_control_node=True\nc k3s_role=agent\n',
    ['a worker', 'b control-plane', 'c worker'],
  ],
  'leaves out the machine that Ansible runs on': [
    '[masters]\nlocalhost\n[workers]\na\n127.0.0.1\n[switch]\nb ansible_connection=local\n',
    ['localhost left out', 'a control-plane guessed', '127.0.0.1 left out', 'b left out'],
  ],
  'takes the machine that Ansible runs on where it has a name, and its groups say that it is a node': [
    '[k8s_master]\na ansible_connection=local\n[k8s_workers]\nb\n',
    ['a control-plane', 'b worker'],
  ],
  // enricoaquilina/pi-cluster: playbooks run on the master itself, and some slaves do other things, too.
  'takes a control plane by 127.0.0.1 where its group says plainly what it is': [
    '[masters]\nm ansible_host=127.0.0.1 ansible_connection=local\n[slaves]\na\nb\n[pihole]\na\n',
    ['m control-plane', 'a worker', 'b worker'],
  ],
  'leaves out a manager by localhost whose group may mean anything': [
    '[control]\nm ansible_host=localhost ansible_connection=local\n[nodes]\na\n',
    ['m left out', 'a control-plane guessed'],
  ],
  // gilesknap/tpi-k3s-ansible: `control_plane: node01`, and the first host is what switches the boards on.
  'takes the control plane that a variable of all hosts names': [
    '[boards]\nturing\n[nodes]\na\nb ansible_host=10.0.0.2\n[all:vars]\nk3s_master_ip=10.0.0.2\n',
    ['turing worker guessed', 'a worker guessed', 'b control-plane guessed'],
  ],
  'takes no address of something else for it': [
    '[pis]\na\nb ansible_host=10.0.0.2\n[all:vars]\nnfs_server_ip=10.0.0.2\nmaster=x\n',
    ['a control-plane guessed', 'b worker guessed'],
  ],
  // nethrose/k3sraspbian
  'knows followers beside leaders': [
    '[k3sleaders]\na\n[k3sfollowers]\nb\n[k3s_cluster:children]\nk3sleaders\nk3sfollowers\n',
    ['a control-plane', 'b worker'],
  ],
  'leaves a load balancer out that only its name tells': [
    'pi-master\npi-node\nload-balancer.lan\n',
    ['pi-master control-plane guessed', 'pi-node worker guessed', 'load-balancer.lan left out'],
  ],
  'leaves out what a group of two words tells': [
    '[load_balancers]\na\n[pis]\nb\n',
    ['a left out', 'b control-plane guessed'],
  ],
  'makes a control plane of a host that is also a worker': [
    '[masters]\na\n[workers]\na\nb\n',
    ['a control-plane', 'b worker'],
  ],
};

describe('membersOf', () => {
  it('names the groups only that say why a host is none', () => {
    const hosts = hostsOf(readAnsibleIni('[linux]\na\nb\nc\n[proxmox]\na\n[nas]\nb\n', 'hosts').inventory);
    assert.deepEqual(
      membersOf(hosts, undefined).flatMap((member) => (member.kind === 'left' ? member.why : [])),
      ['its group proxmox says that it is a hypervisor', 'its group nas says that it is no node'],
    );
  });

  for (const [does, [text, members]] of Object.entries(rows))
    it(does, () => assert.deepEqual(membersIn(text).toSorted(), members.toSorted()));
});
