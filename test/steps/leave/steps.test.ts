import assert from 'node:assert/strict';
import { describe } from 'node:test';
import remains from '../../../src/steps/leave/clear/pod-remains.ts';
import rules from '../../../src/steps/leave/clear/remaining-rules.ts';
import settings from '../../../src/steps/leave/clear/restored-settings.ts';
import state from '../../../src/steps/leave/erase/cluster-files.ts';
import keyOfSerf from '../../../src/steps/leave/erase/key-of-serf.ts';
import nameOfApi from '../../../src/steps/leave/erase/name-of-api.ts';
import stopProxy from '../../../src/steps/leave/stop/proxy-stop.ts';
import publisher from '../../../src/steps/leave/stop/publisher-stop.ts';
import sharedAddress from '../../../src/steps/leave/stop/shared-address-stop.ts';
import stop from '../../../src/steps/leave/stop/stop-pods.ts';
import files from '../../../src/steps/leave/uninstall/installed-files.ts';
import images from '../../../src/steps/leave/uninstall/installed-images.ts';
import programs from '../../../src/steps/leave/uninstall/installed-programs.ts';
import user from '../../../src/steps/leave/uninstall/installed-user.ts';
import { fileAnswer, makeScope, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { kubernetesPrograms } from '../../support/scratch/programs.ts';

const remainsOf = (id: string) => remains.find((step) => step.id === id) ?? assert.fail(id);
const k3s = makeScope({ cluster: { distribution: 'k3s' } });
const localnet = 'net/ipv4/conf/all/route_localnet';
const established = 'net/netfilter/nf_conntrack_tcp_timeout_established';
const closeWait = 'net/netfilter/nf_conntrack_tcp_timeout_close_wait';
const off = unitAnswer({ active: 'inactive', enablement: 'disabled', started: '' });
const absent = unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' });
const timer = 'microcloud-certificates.timer';
const copies = 'microcloud-copy.timer';
const approval = 'microcloud-approval.timer';
const exporter = 'microcloud-node-exporter.service';

describe('stopping a proxy', () => {
  const scope = makeScope({ at: 'gate-1', proxies: 1 });
  itPlans(
    stopProxy,
    { unit: off },
    {
      'is done where nothing is passed on': { scope, finds: [] },
      'is for what passes connections on': {
        when: { unit: unitAnswer() },
        scope,
        finds: ['change: Stop and disable microcloud-proxy.service'],
      },
      'is not for a node of Kubernetes': { when: { unit: unitAnswer() }, finds: [] },
    },
  );
});

describe('stopping Kubernetes', () => {
  itPlans(
    stop,
    {
      processes: '',
      'kubelet.service': off,
      'k3s.service': absent,
      'k3s-agent.service': absent,
      [timer]: absent,
      [copies]: absent,
      [approval]: absent,
      [exporter]: absent,
      'microcloud-registry.service': absent,
      'microcloud-registry-push.service': absent,
    },
    {
      'is done where nothing runs': { finds: [] },
      'is for the unit, and what it started': {
        when: { 'kubelet.service': unitAnswer(), processes: 'pause\ncontainerd-shim\n' },
        finds: ['change: Stop kubelet.service and all pods'],
      },
      'is for a unit that the next boot would start': {
        when: { 'kubelet.service': unitAnswer({ active: 'inactive', started: '' }) },
        finds: ['change: Stop kubelet.service'],
      },
      'is for pods that outlived their kubelet': {
        when: { 'kubelet.service': absent, processes: 'pause\n' },
        finds: ['change: Stop all pods'],
      },
      'is for the timer that renews certificates': {
        when: { [timer]: unitAnswer() },
        finds: ['change: Stop microcloud-certificates.timer'],
      },
      'is for the units of k3s': {
        when: { 'k3s-agent.service': unitAnswer() },
        scope: k3s,
        finds: ['change: Stop k3s-agent.service'],
      },
    },
    { once: 'no pod runs' },
  );
});

describe('forgetting the name of the API', () => {
  const kept = '127.0.0.1\tlocalhost\n';
  const block = '# BEGIN microcloud api\n192.168.0.200\tapi.home.internal\n# END microcloud api\n';
  itPlans(
    nameOfApi,
    { hosts: fileAnswer(kept) },
    {
      'is done where there is none': { finds: [] },
      'leaves the rest of /etc/hosts': {
        when: { hosts: fileAnswer(kept + block) },
        finds: ['change: Change /etc/hosts, without the name of the API'],
        leaves: { '/etc/hosts': kept },
      },
    },
  );
});

describe("erasing Serf's key", () => {
  const keyFile = '/etc/microcloud/serf-key.json';
  const dropIn = '/etc/systemd/system/serf.service.d/microcloud-key.conf';
  itPlans(
    keyOfSerf,
    { key: '', dropIn: '' },
    {
      'is done where there is none': { finds: [] },
      'takes the file and what hands it to the agent, which starts without it': {
        when: { key: `1600000000 600 root:root\n${'0'.repeat(64)}  -\n`, dropIn: fileAnswer('[Service]\n') },
        node: { files: { [keyFile]: { content: `{"encrypt_key":"${'k'.repeat(43)}="}\n`, mode: '600' } } },
        finds: ["change: Erase Serf's key: the node is in Cloudy by itself from then on"],
        leaves: { [keyFile]: undefined, [dropIn]: undefined },
        calls: ['systemctl daemon-reload'],
      },
    },
    { real: ['key'] },
  );
});

describe('leaving the shared address to others', () => {
  itPlans(
    sharedAddress,
    { unit: absent },
    {
      'is done where there is none': { finds: [] },
      'is for the unit': {
        when: { unit: unitAnswer() },
        finds: ['change: Leave the shared address to other control planes'],
        calls: ['systemctl disable --now microcloud-entrance.service'],
      },
    },
  );
});

describe('stopping the publisher', () => {
  itPlans(
    publisher,
    { publisher: unitAnswer(), token: unitAnswer() },
    {
      'is done with what it published': {
        finds: ["change: Take the cluster's Services out of Cloudy, and stop the publisher"],
      },
      'is over': { when: { publisher: off, token: absent }, finds: [] },
    },
  );
});

describe('what pods left', () => {
  describe('as mounts', () =>
    itPlans(
      remainsOf('leave.mounts'),
      { names: '' },
      {
        'is nothing': { finds: [] },
        'is unmounted': {
          when: { names: '/var/lib/kubelet/pods/a/volumes/x\\040y\n' },
          finds: ['change: Unmount what pods had mounted'],
        },
      },
      { undone: "it takes away what is the kernel's" },
    ));
  describe("as Docker's containers", () =>
    itPlans(
      remainsOf('leave.containers'),
      { names: '' },
      {
        'is nothing': { finds: [] },
        'is removed': { when: { names: 'a1\nb2\n' }, finds: ['change: Remove the containers of pods from Docker'] },
      },
      { undone: "it takes away what is the kernel's" },
    ));
  describe('as links', () =>
    itPlans(
      remainsOf('leave.links'),
      { names: '' },
      {
        'is nothing': { finds: [] },
        'is deleted': { when: { names: 'cni0\nflannel.1\nveth1\n' }, finds: ['change: Delete cni0, flannel.1, veth1'] },
      },
      { undone: "it takes away what is the kernel's" },
    ));
  describe('as namespaces', () =>
    itPlans(
      remainsOf('leave.namespaces'),
      { names: '' },
      {
        'is nothing': { finds: [] },
        'is deleted': { when: { names: 'cni-1\n' }, finds: ['change: Delete the network namespaces of pods'] },
      },
      { undone: "it takes away what is the kernel's" },
    ));
  describe('as control groups', () =>
    itPlans(
      remainsOf('leave.control_groups'),
      { names: '' },
      {
        'is nothing': { finds: [] },
        'is removed': {
          when: { names: '/sys/fs/cgroup/kubepods.slice\n' },
          finds: ['change: Remove the control groups of pods'],
        },
      },
    ));
  describe('as chains', () =>
    itPlans(
      rules,
      { chains: '', sets: '' },
      {
        'is nothing': { finds: [] },
        'is sets of addresses, too': {
          when: { sets: 'KUBE-DST-A\ninet6:KUBE-DST-A\n' },
          finds: ['change: Remove the chains of Kubernetes (ipset)'],
        },
        'is removed with each tool that sees some': {
          when: { chains: 'iptables-nft 120\nip6tables-nft 12\nnft ip kube-proxy\nnft ip6 kube-proxy\n' },
          finds: ['change: Remove the chains of Kubernetes (iptables-nft, ip6tables-nft, nft)'],
        },
      },
      { undone: "it takes away what is the kernel's" },
    ));
  describe("as kube-proxy's settings", () =>
    itPlans(
      settings,
      { [localnet]: '0\n', [established]: '432000\n', [closeWait]: '' },
      {
        'is nothing': { finds: [] },
        'is as without it again': {
          when: { [localnet]: '1\n', [established]: '86400\n', [closeWait]: '3600\n' },
          finds: [
            'change: Set net.ipv4.conf.all.route_localnet back to 0, as it is without kube-proxy',
            'change: Set net.netfilter.nf_conntrack_tcp_timeout_established back to 432000, as it is without kube-proxy',
            'change: Set net.netfilter.nf_conntrack_tcp_timeout_close_wait back to 60, as it is without kube-proxy',
          ],
        },
      },
    ));
});

describe('what makes a node a member', () => {
  itPlans(
    state,
    { present: '' },
    {
      'is nothing': { finds: [] },
      'is erased as far as it is there': {
        when: { present: '/etc/kubernetes\n/var/lib/kubelet\n' },
        finds: ['change: Erase /etc/kubernetes, /var/lib/kubelet'],
      },
    },
  );
});

describe('what was installed', () => {
  describe('as files', () =>
    itPlans(
      files,
      { present: '' },
      {
        'is nothing': { finds: [] },
        'is removed as far as it is there': {
          when: { present: '/etc/default/kubelet\n' },
          finds: ['change: Remove /etc/default/kubelet'],
        },
      },
    ));
  describe('as programs', () =>
    itPlans(
      programs,
      {
        programs: 'kubectl v1.35.4 10 20\nkubelet v1.35.4 10 20\n== now\nkubectl 11 21\nkubelet 10 20\n',
        records: '/var/lib/microcloud/programs\n',
        links: '',
      },
      {
        'is removed, but what somebody put in its place': { finds: ['change: Remove kubelet'] },
        'is nothing': { when: { programs: '', records: '' }, finds: [] },
        'goes with its other names': {
          when: {
            programs: 'k3s v1 10 20\n== now\nk3s 10 20\n',
            links: '/usr/local/bin/crictl\n/usr/local/bin/kubectl\n',
          },
          finds: ['change: Remove k3s, crictl, kubectl'],
        },
        'leaves no records of programs that are gone': {
          when: { programs: '' },
          finds: ['change: Remove the records of programs'],
        },
      },
    ));
  describe('as a user', () =>
    itPlans(
      user,
      { users: fileAnswer('root:x:0:0::/root:/bin/sh\nmicrocloud-publisher:x:997:997::/nonexistent:/sbin/nologin\n') },
      {
        'is removed': { finds: ['change: Remove the user microcloud-publisher'] },
        'is nothing': { when: { users: fileAnswer('root:x:0:0::/root:/bin/sh\n') }, finds: [] },
      },
    ));
  describe('as images', () =>
    itPlans(
      images,
      { kept: 'container a\nimage registry.k8s.io/pause:3.10\n' },
      {
        'is removed': { finds: ["change: Remove the images of Kubernetes from containerd's store"] },
        'is nothing': { when: { kept: '' }, finds: [] },
        "is in k3s's own store, which goes with its files": { scope: k3s, finds: [] },
      },
      { once: 'containerd has its images', node: { programs: kubernetesPrograms } },
    ));
});
