import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { meaningOf } from '../../../src/inventory/ansible/group-names.ts';

const rows = {
  'control-plane':
    'master masters server control controllers control_plane control-planes controlplane kube_control_plane kube-master k3s_server k3s_master k3smasters K3sServer rke2_servers turing_pi_master control_nodes eu_k8s_masters additional_master initial_control_plane manager',
  worker:
    'agent agents workers node nodes kube_node k3s-workers k8s_nodes rke2_agents turing_pi_workers workers_rack_2 worker3 minions',
} as const;

describe('meaningOf', () => {
  for (const [role, groups] of Object.entries(rows))
    for (const group of groups.split(' '))
      it(`makes a ${role} of ${group}`, () => assert.equal(meaningOf(group).role, role));

  for (const group of 'storage webservers printservers mastermind etcd calico_rr node_exporter k3s_cluster pis proxmox'.split(
    ' ',
  ))
    it(`makes no role of ${group}`, () => assert.equal(meaningOf(group).role, undefined));

  for (const group of 'k3s_cluster kube-cluster k8s kubernetes k3s picluster rke2_cluster k3s_pis cluster k8s-cluster'.split(
    ' ',
  ))
    it(`makes a cluster of ${group}`, () => assert.ok(meaningOf(group).isCluster));

  for (const group of 'pis k3s_server etcd masters'.split(' '))
    it(`makes no cluster of ${group}`, () => assert.ok(!meaningOf(group).isCluster));

  it('knows which names say a role only beside others', () => {
    const plain = 'masters workers k3s_server kube_node control_plane'.split(' ');
    assert.deepEqual(
      plain.filter((group) => !meaningOf(group).isPlain),
      [],
    );
    assert.deepEqual(
      'servers control nodes agents controllers manager'.split(' ').filter((group) => meaningOf(group).isPlain),
      [],
    );
  });

  it('knows machines that stand beside clusters', () => {
    assert.ok(
      ['routers', 'nas', 'load_balancers'.replace('_', ''), 'proxmox', 'bastion'].every(
        (group) => meaningOf(group).isForeign,
      ),
    );
    assert.ok(!['pis', 'web', 'k3s_server', 'k3s_external_agents'].some((group) => meaningOf(group).isForeign));
  });

  for (const group of 'proxmox pve pve1 pvenodes pve_nodes proxmox_cluster proxmox_master Proxmox-Servers hypervisors esxi_hosts'.split(
    ' ',
  ))
    it(`makes no node of ${group}: those are hypervisors`, () => {
      const { role, isCluster, isForeign, isHypervisor } = meaningOf(group);
      assert.deepEqual([role, isCluster, isForeign, isHypervisor], [undefined, false, true, true]);
    });

  for (const group of 'proxmox_vms pve_guests proxmox_lxc proxmox_all_running proxmox_pool_home proxmox_k3s_masters'.split(
    ' ',
  ))
    it(`makes no hypervisors of ${group}, which run on them`, () => {
      const { isForeign, isHypervisor } = meaningOf(group);
      assert.deepEqual([isForeign, isHypervisor], [false, false]);
    });

  it('knows them also with a number, and systems that nobody makes a node of', () => {
    const foreign = 'dns1 nas2 lb-1 pfsense openwrt unifi templates macos'.split(' ');
    assert.deepEqual(
      foreign.filter((group) => !meaningOf(group).isForeign),
      [],
    );
  });

  it('knows managers and workers of a swarm, which people turn into clusters of Kubernetes', () => {
    assert.deepEqual(
      ['docker_swarm_manager', 'swarm_workers'].map((group) => meaningOf(group).role),
      ['control-plane', 'worker'],
    );
  });
});
