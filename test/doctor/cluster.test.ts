import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadChecks } from '../../src/doctor/themes.ts';
import {
  type ClusterRow,
  container,
  crash,
  node,
  nodes,
  pod,
  ready,
  service,
  waits,
} from '../support/cluster-objects.ts';
import { judgedCluster, now, viewOf } from '../support/cluster-view.ts';
import { healthyStatus } from '../support/healthy-status.ts';
import { linksWith } from '../support/k3s.ts';
import { fileAnswer, makeScope } from '../support/plan.ts';
import { workloadRows } from './workload-rows.ts';

const web = { namespace: 'default', name: 'web', port: 30080, title: 'web', since: '2026-11-21T12:00:00Z' };

const pressure = (type: string) => [
  node('pi-1'),
  node('pi-2', { conditions: [{ type, status: 'True' }, ...ready] }),
  node('pi-3'),
];
const unscheduled = (message: string) => [
  ...nodes,
  pod({ node: '', phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', message }] }),
];

const ofThree = { all: { role: 'control-plane' }, cluster: { sharedAddress: '192.168.0.200' } } as const;
const sharing = makeScope(ofThree);
const behind = makeScope({ ...ofThree, proxies: 2 });

const rows: Readonly<Record<string, ClusterRow>> = {
  ...workloadRows,
  'is fine': { objects: [...nodes, service(), pod({ labels: { app: 'web' } })], finds: [] },
  'lacks a node of the inventory': { objects: nodes.slice(0, 2), finds: [/^node\.missing pi-3/] },
  'has a node that runs and is not in the inventory': {
    objects: [...nodes, node('pi-9', { addresses: [{ type: 'InternalIP', address: '192.168.0.209' }] })],
    finds: [/^node\.stale pi-9: It runs in the cluster, and is not in the inventory$/],
  },
  'has a node that is gone and not in the inventory': {
    objects: [...nodes, node('pi-9', { conditions: [{ type: 'Ready', status: 'Unknown' }] })],
    finds: [/^node\.stale pi-9: A node of the cluster is not in the inventory$/],
  },
  'has a node that is not Ready, and whose journal says why': {
    objects: [
      node('pi-1'),
      node('pi-2', {
        conditions: [{ type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' }],
      }),
      node('pi-3'),
    ],
    answers: { 'pi-2 journal': 'E1121 kubelet.go] running with swap on is not supported, please disable swap\n' },
    finds: [/^node\.ready pi-2: It is not Ready: Swap is on: kubelet refuses to start$/],
  },
  'has a node that is not Ready, and whose journal does not say why': {
    objects: [
      node('pi-1'),
      node('pi-2', { conditions: [{ type: 'Ready', status: 'False', message: 'PLEG is not healthy' }] }),
      node('pi-3'),
    ],
    finds: [/^node\.ready pi-2: It is not Ready: PLEG is not healthy$/],
  },
  'has a cordoned node': {
    objects: [node('pi-1'), node('pi-2', { unschedulable: 'true' }), node('pi-3')],
    finds: [/^node\.cordoned pi-2/],
  },
  'has a node whose card is full': { objects: pressure('DiskPressure'), finds: [/^node\.disk_pressure pi-2/] },
  'has a node with too little memory': { objects: pressure('MemoryPressure'), finds: [/^node\.memory_pressure pi-2/] },
  'has a node with too many processes': { objects: pressure('PIDPressure'), finds: [/^node\.pid_pressure pi-2/] },
  'has a node whose Flannel does not use the address of the inventory': {
    objects: [node('pi-1'), node('pi-2', { flannel: '172.17.0.1' }), node('pi-3')],
    finds: [/^cni\.address pi-2: Flannel uses 172\.17\.0\.1, the inventory 192\.168\.0\.202/],
  },
  'has two nodes with one range of pods': {
    objects: [node('pi-1'), node('pi-2', { podCidr: '10.244.1.0/24' }), node('pi-3')],
    finds: [/^id\.pod_cidr_dup pi-2: pi-1 and pi-2 have one range/],
  },
  'has a node that is newer than its control plane': {
    objects: [node('pi-1'), node('pi-2', { kubeletVersion: 'v1.36.0' }), node('pi-3')],
    finds: [/^skew\.newer pi-2: It has v1\.36\.0, newer than the control plane \(v1\.35\.4\)/, /^skew\.mixed/],
  },
  'has a node that is much older than its control plane': {
    objects: [node('pi-1'), node('pi-2', { kubeletVersion: 'v1.31.0' }), node('pi-3')],
    finds: [/^skew\.older pi-2/, /^skew\.mixed/],
  },
  'has an even number of control planes': {
    objects: nodes,
    scope: makeScope({ node: { role: 'control-plane' } }),
    finds: [/^etcd\.even cluster: There are 2 control planes/],
  },
  'has a node whose clock is ahead': {
    objects: nodes,
    answers: { clock: '0\n', 'pi-2 clock': '21\n' },
    finds: [/^clock\.skew pi-2: Its clock is 21 s ahead/],
  },
  'has a node whose clock only seems to be ahead, because the way to the node is slow': {
    objects: [...nodes],
    answers: { clock: '0\n', 'pi-2 clock': '21\n', 'pi-2 delay': '19.5' },
    finds: [],
  },
  'has a node whose clock is further ahead than a slow way explains': {
    objects: [...nodes],
    answers: { clock: '0\n', 'pi-2 clock': '21\n', 'pi-2 delay': '14' },
    finds: [/^clock\.skew pi-2: Its clock is 7 s ahead of that of other nodes$/],
  },
  'has a slow way to each node, and one whose clock is behind': {
    objects: [...nodes],
    answers: { clock: '9\n', 'pi-1 delay': '9', 'pi-2 delay': '9', 'pi-3 delay': '9', 'pi-2 clock': '-20\n' },
    finds: [/^clock\.skew pi-2: Its clock is 20 s behind that of other nodes$/],
  },
  'has a node whose clock is behind': {
    objects: nodes,
    answers: { clock: '0\n', 'pi-2 clock': '-6\n' },
    finds: [/^clock\.skew pi-2: Its clock is 6 s behind that of other nodes$/],
  },
  'has two nodes with one host name': {
    objects: nodes,
    answers: Object.fromEntries(
      ['pi-1', 'pi-2', 'pi-3'].map((name) => [
        `${name} kernel file /proc/sys/kernel/hostname`,
        name === 'pi-3' ? 'pi-2' : name,
      ]),
    ),
    finds: [/^id\.hostname_dup pi-3: Two nodes have one host name: pi-2 and pi-3/],
  },
  'has two nodes with one machine id': {
    objects: nodes,
    answers: { 'pi-1 machine id': 'a', 'pi-2 machine id': 'a', 'pi-3 machine id': 'c' },
    finds: [/^id\.machine_id_dup pi-2/],
  },
  'has two nodes with one host key': {
    objects: nodes,
    answers: {
      'pi-1 file /etc/ssh/ssh_host_ed25519_key.pub': fileAnswer('ssh-ed25519 AAAA root@a'),
      'pi-3 file /etc/ssh/ssh_host_ed25519_key.pub': fileAnswer('ssh-ed25519 AAAA root@b'),
    },
    finds: [/^id\.host_key_dup pi-3/],
  },
  'has two nodes with one MAC address': {
    objects: nodes,
    answers: {
      'pi-1 hardware addresses': 'b8:27:eb:0:0:1',
      'pi-2 hardware addresses': '00:00:00:00:00:00\nb8:27:eb:0:0:1',
      'pi-3 hardware addresses': '00:00:00:00:00:00',
    },
    finds: [/^id\.mac_dup pi-2/],
  },
  'has a node of another cluster': {
    objects: nodes,
    answers: {
      'file /etc/kubernetes/pki/ca.crt': fileAnswer('A\n'),
      'pi-2 file /etc/kubernetes/pki/ca.crt': fileAnswer('B\n'),
    },
    finds: [/^node\.other_cluster pi-2/],
  },
  'has a node whose address another machine has, too': {
    objects: nodes,
    answers: {
      'own hardware addresses': 'b8:27:eb:0:0:2',
      'pi-1 neighbours': '192.168.0.202 dev eth0 lladdr 02:0:0:0:0:9 REACHABLE\n',
    },
    finds: [/^net\.clash pi-2: Another machine \(02:0:0:0:0:9\) has its address 192\.168\.0\.202/],
  },
  'has a worker that does not reach the API': {
    objects: nodes,
    answers: { 'pi-2 port 192.168.0.201 6443': '' },
    finds: [/^net\.api pi-2: It does not reach the API at 192\.168\.0\.201:6443/],
  },
  'has a kubelet that the other nodes do not reach': {
    objects: nodes,
    answers: { 'pi-1 port 192.168.0.202 10250': '', 'pi-3 port 192.168.0.202 10250': '' },
    finds: [/^net\.kubelet pi-2: Its kubelet cannot be reached by pi-1, pi-3/],
  },
  'has pods that another node does not reach': {
    objects: nodes,
    answers: { 'pi-1 ways to pods': '10.244.2.0 no\n10.244.3.0 yes\n' },
    finds: [/^net\.pods pi-2: Its pods cannot be reached from pi-1/],
  },
  'has its shared address at two control planes': {
    objects: nodes,
    scope: sharing,
    answers: { 'network links': linksWith('192.168.0.200') },
    finds: [/^net\.shared_address cluster: pi-1 and pi-2 and pi-3 both have 192\.168\.0\.200/],
  },
  'has its shared address at no control plane': {
    objects: nodes,
    scope: sharing,
    answers: { 'network links': linksWith('192.168.0.201') },
    finds: [/^net\.shared_address cluster: No control plane has 192\.168\.0\.200/],
  },
  'has its shared address at no proxy': {
    objects: nodes,
    scope: behind,
    answers: { 'network links': linksWith('192.168.0.201') },
    finds: [/^net\.shared_address cluster: No proxy has 192\.168\.0\.200/],
  },
  'has its shared address at a proxy, and at a control plane, too': {
    objects: nodes,
    scope: behind,
    answers: {
      'pi-2 network links': linksWith('192.168.0.200'),
      'gate-1 network links': linksWith('192.168.0.200'),
      'network links': linksWith('192.168.0.201'),
    },
    finds: [/^net\.shared_address cluster: pi-2 and gate-1 both have 192\.168\.0\.200/],
  },
  'has its shared address at a proxy': {
    objects: nodes,
    scope: behind,
    answers: { 'gate-2 network links': linksWith('192.168.0.200'), 'network links': linksWith('192.168.0.201') },
    finds: [],
  },
  'has its shared address where it should be': {
    objects: nodes,
    scope: sharing,
    answers: {
      'pi-1 network links': linksWith('192.168.0.200'),
      'network links': linksWith('192.168.0.202'),
      'port 192.168.0.200 6443': 'yes',
    },
    finds: [],
  },
  'has an etcd that another node does not reach': {
    objects: nodes,
    scope: makeScope({ all: { role: 'control-plane' } }),
    answers: { 'pi-1 port 192.168.0.202 2380': '' },
    finds: [/^net\.etcd pi-2: Its etcd cannot be reached by pi-1/],
  },
  'has a pod that crashes': {
    objects: [...nodes, pod({ containers: crash })],
    answers: { 'pi-2 log of default/web c': '2026-11-21T12:00:00Z stderr F no such table: users\n' },
    finds: [/^pods\.crashing pi-2: Pod default\/web stops again and again \("no such table: users"\)/],
  },
  'has an image for another architecture': {
    objects: [...nodes, pod({ containers: crash })],
    answers: {
      'pi-2 log of default/web c': '2026-11-21T12:00:00Z stderr F exec /web: exec format error\n',
      'pi-2 architecture': 'arm64',
      'pi-2 architectures of web:1': 'web:1 application/vnd.oci sha256:0 9 MiB linux/amd64 -\n',
    },
    finds: [/^pods\.exec_format pi-2: The image web:1 of pod default\/web is for amd64, pi-2 is arm64/],
  },
  'has a program for another architecture in an image for the right one': {
    objects: [...nodes, pod({ containers: crash })],
    answers: {
      'pi-2 log of default/web c': '2026-11-21T12:00:00Z stderr F exec /v/program: exec format error\n',
      'pi-2 architecture': 'arm64',
      'pi-2 architectures of web:1': 'web:1 application/vnd.oci sha256:0 9 MiB linux/amd64,linux/arm64 -\n',
    },
    finds: [
      /^pods\.exec_format pi-2: Pod default\/web runs a program for another architecture than pi-2 has \(arm64\)/,
    ],
  },
  'has a DNS that asks itself': {
    objects: [
      ...nodes,
      pod({ namespace: 'kube-system', name: 'coredns-x', labels: { 'k8s-app': 'kube-dns' }, containers: crash }),
    ],
    answers: {
      'pi-2 log of kube-system/coredns-x c':
        'x stdout F [FATAL] plugin/loop: Loop (127.0.0.1:5 -> :53) detected for zone "."',
    },
    finds: [/^dns\.loop pi-2/],
  },
  'has a Flannel that crashes': {
    objects: [...nodes, pod({ namespace: 'kube-flannel', containers: crash })],
    finds: [/^sys\.flannel pi-2: .*\("it says nothing"\)/],
  },
  'has a Flannel that crashes because its kernel has no vxlan': {
    objects: [...nodes, pod({ namespace: 'kube-flannel', containers: crash })],
    answers: {
      'pi-2 log of kube-flannel/web c':
        'x stderr F E0816 09:27:54.402647 1 main.go:330] Error registering network: operation not supported',
    },
    finds: [/^sys\.flannel pi-2: .*operation not supported"\)\. The running kernel has no vxlan.* before that/],
  },
  'has an image that is not made for the memory pages of its node': {
    objects: [...nodes, pod({ containers: crash })],
    answers: {
      'pi-2 log of default/web c':
        'x stderr F <jemalloc>: Unsupported system page size\nx stderr F memory allocation of 5 bytes failed',
    },
    finds: [
      /^pods\.page_size pi-2: The image web:1 of pod default\/web is not made for pages of 16 KiB, which pi-2 has/,
    ],
  },
  'has a kube-proxy that crashes': {
    objects: [...nodes, pod({ namespace: 'kube-system', labels: { 'k8s-app': 'kube-proxy' }, containers: crash })],
    finds: [/^sys\.kube_proxy pi-2/],
  },
  'has a control plane that crashes': {
    objects: [...nodes, pod({ namespace: 'kube-system', labels: { tier: 'control-plane' }, containers: crash })],
    finds: [/^sys\.control_plane pi-2/],
  },
  'has a CoreDNS that crashes': {
    objects: [...nodes, pod({ namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, containers: crash })],
    finds: [/^sys\.coredns pi-2/],
  },
  'has an image whose registry does not exist': {
    objects: [
      ...nodes,
      pod({
        phase: 'Pending',
        containers: waits('ImagePullBackOff', 'failed to resolve: registry.invalid: no such host'),
      }),
    ],
    finds: [
      /^pods\.image pi-2: The image web:1 of pod default\/web cannot be downloaded: its registry cannot be reached/,
    ],
  },
  'has an image that is not made for the architecture of its node': {
    objects: [
      ...nodes,
      pod({ phase: 'Pending', containers: waits('ErrImagePull', 'no match for platform in manifest: not found') }),
    ],
    finds: [/^pods\.image .*: there is none for the architecture of its node/],
  },
  'has an image in a registry without TLS': {
    objects: [
      ...nodes,
      pod({
        phase: 'Pending',
        containers: waits(
          'ErrImagePull',
          'failed to do request: Head "https://10.0.0.2:5000/v2/x": http: server gave HTTP response to HTTPS client',
        ),
      }),
    ],
    finds: [/: its registry speaks HTTP, not HTTPS: write its URL with http:/],
  },
  'has asked Docker Hub for too many images': {
    objects: [
      ...nodes,
      pod({
        phase: 'Pending',
        containers: waits(
          'ErrImagePull',
          '429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit. denied',
        ),
      }),
    ],
    finds: [/: its registry limits downloads/],
  },
  'has a pod whose volume is on another node': {
    objects: unscheduled(
      '0/2 nodes are available: 1 node(s) had volume node affinity conflict, 1 node(s) were unschedulable.',
    ),
    finds: [/finds no node: its volume is on the disk of another node, which does not take it/],
  },
  'has a pod without its ConfigMap': {
    objects: [
      ...nodes,
      pod({ phase: 'Pending', containers: waits('CreateContainerConfigError', 'configmap "none" not found') }),
    ],
    finds: [/^pods\.config pi-2: Pod default\/web waits: configmap "none" not found/],
  },
  'has a pod that no node has memory for': {
    objects: unscheduled('0/3 nodes are available: 3 Insufficient memory.'),
    finds: [/^pods\.pending cluster: Pod default\/web finds no node: no node has enough free memory/],
  },
  'has a pod that wants a label which no node has': {
    objects: unscheduled(
      "0/3 nodes are available: 1 node(s) had untolerated taint {x: }, 2 node(s) didn't match Pod's node affinity/selector.",
    ),
    finds: [/^pods\.pending .*: no node has the labels that it asks for/],
  },
  'has a pod that does not start': {
    objects: [...nodes, pod({ phase: 'Pending', containers: waits('ContainerCreating') })],
    finds: [/^pods\.stuck pi-2: Pod default\/web has not started for 10 minutes/],
  },
  'has a pod that used too much memory': {
    objects: [
      ...nodes,
      pod({
        containers: container({ ready: true, lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } } }),
      }),
    ],
    finds: [/^pods\.memory pi-2/],
  },
  'has a pod that uses too much memory now': {
    objects: [
      ...nodes,
      pod({ containers: container({ ready: true, state: { terminated: { reason: 'OOMKilled', exitCode: 137 } } }) }),
    ],
    finds: [/^pods\.crashing pi-2/, /^pods\.memory pi-2/],
  },
  'has a pod that has just been made': {
    objects: [
      ...nodes,
      pod({
        phase: 'Pending',
        created: new Date((now - 60) * 1000).toISOString(),
        containers: waits('ContainerCreating'),
      }),
    ],
    finds: [],
  },
  'has a deleted pod that still waits for its image': {
    objects: [
      ...nodes,
      pod({
        phase: 'Pending',
        ending: new Date((now + 30) * 1000).toISOString(),
        containers: waits('ErrImagePull'),
      }),
    ],
    finds: [],
  },
  'has a pod that may not download its image': {
    objects: [...nodes, pod({ phase: 'Pending', containers: waits('ErrImageNeverPull') })],
    finds: [/^pods\.image pi-2: The image web:1 of pod default\/web cannot be downloaded/],
  },
  'has a pod that was evicted': {
    objects: [...nodes, pod({ phase: 'Failed', reason: 'Evicted' })],
    finds: [/^pods\.evicted pi-2/],
  },
  'has a Service without pods': {
    objects: [...nodes, service()],
    finds: [/^svc\.empty cluster: Service default\/web does not answer: no pod has the labels/],
  },
  'has a NodePort on which one node does not answer': {
    objects: [...nodes, service(), pod({ labels: { app: 'web' } })],
    answers: {
      'pi-1 port 192.168.0.202 30080': '',
      'pi-1 port 192.168.0.203 30080': 'x',
      'pi-2 port 192.168.0.201 30080': 'x',
    },
    finds: [/^svc\.nodeport pi-2: Service default\/web does not answer on its port 30080, asked from pi-1/],
  },
  'has many published Services, and the last one does not answer on a node': {
    objects: [
      ...nodes,
      ...Array.from({ length: 40 }, (_, index) =>
        service({ name: `web-${index}`, ports: [{ port: 80, nodePort: 30_000 + index }] }),
      ),
      pod({ labels: { app: 'web' } }),
    ],
    answers: { 'pi-1 port 192.168.0.202 30039': '' },
    finds: [/^svc\.nodeport pi-2: Service default\/web-39 does not answer on its port 30039, asked from pi-1$/],
  },
  'has just lost a node with all pods of a Service': {
    objects: [...nodes, service(), pod({ labels: { app: 'web' } })],
    off: ['pi-2'],
    answers: { 'pi-3 port 192.168.0.201 30080': '', 'pi-1 port 192.168.0.203 30080': '' },
    finds: [
      /^svc\.nodeport pi-2: Service default\/web does not answer on its port 30080: all its pods are on nodes that have not answered: pi-2$/,
    ],
  },
  'has a node that only SSH does not reach': {
    objects: [...nodes, service(), pod({ labels: { app: 'web' } })],
    off: ['pi-2'],
    answers: { 'pi-3 port 192.168.0.201 30080': '', 'pi-1 port 192.168.0.203 30080': 'x' },
    finds: [/^svc\.nodeport pi-1: Service default\/web does not answer on its port 30080, asked from pi-3$/],
  },
  'knows that it has lost a node with all pods of a Service': {
    objects: [
      node('pi-1'),
      node('pi-2', { conditions: [{ type: 'Ready', status: 'Unknown', message: 'Kubelet stopped' }] }),
      node('pi-3'),
      service(),
      pod({ labels: { app: 'web' }, conditions: [{ type: 'Ready', status: 'False' }] }),
    ],
    off: ['pi-2'],
    finds: [
      /^node\.ready pi-2/,
      /^svc\.empty cluster: Service default\/web does not answer: all its pods are on nodes that are not Ready: pi-2$/,
    ],
  },
  'has a NodePort on which only nodes with a pod of the Service answer': {
    objects: [...nodes, service({ policy: 'Local' }), pod({ labels: { app: 'web' } })],
    answers: { 'pi-1 port 192.168.0.203 30080': '' },
    finds: [],
  },
  'has a Serf agent that another node does not reach': {
    objects: nodes,
    answers: { 'pi-1 port 192.168.0.202 5000': '' },
    finds: [/^serf\.blocked pi-2: Its Serf agent cannot be reached by pi-1/],
  },
  'has nodes of Cloudy that do not see each other': {
    objects: nodes,
    answers: Object.fromEntries(
      [
        ['pi-1', [1, 2, 3]],
        ['pi-2', [2]],
        ['pi-3', [1, 2, 3]],
      ].map(([name, seen]) => [
        `${name} Serf members`,
        JSON.stringify({
          members: (seen as number[]).map((last) => ({ status: 'alive', addr: `192.168.0.20${last}:5000` })),
        }),
      ]),
    ),
    finds: [/^serf\.disagree pi-2: Its Serf does not see pi-1, pi-3/],
  },
  'has agents of Serf without a key': {
    objects: nodes,
    answers: { "sum of Serf's key": '' },
    finds: [/^serf\.key cluster: Serf is not encrypted/],
  },
  'has a Service that Cloudy has no room for': {
    objects: nodes,
    answers: {
      'file /run/microcloud-publisher/status.json': fileAnswer(
        JSON.stringify({
          ...healthyStatus,
          services: [{ ...web, state: 'refused', reason: 'the tags are full' }],
        }),
      ),
    },
    finds: [/^pub\.services cluster: Service default\/web is not in Cloudy: the tags are full/],
  },
  'has a node that has lost the address by which the cluster knows it': {
    objects: [
      node('pi-1'),
      node('pi-2', { addresses: [{ type: 'InternalIP', address: '192.168.0.102' }] }),
      node('pi-3'),
    ],
    answers: {
      'pi-2 network links':
        '== links\n[{"ifname":"eth0","ifindex":2,"addr_info":[{"local":"192.168.0.202","prefixlen":24}]}]\n== routes\n[]\n',
    },
    finds: [/^net\.ip_changed pi-2: The cluster knows it by 192\.168\.0\.102/],
  },
};

/** Checks of a cluster that are shown in another file. */
const elsewhere = {
  'backup.none': 'copies.test.ts',
  'backup.old': 'copies.test.ts',
  'backup.same_card': 'copies.test.ts',
  'cloudy.same_name': 'cloudy.test.ts',
  'node.absent': 'only real nodes show it: test/lab/doctor.test.ts',
  'people.expiry': 'people.test.ts',
  'policy.unenforced': 'people.test.ts',
  'policy.violations': 'people.test.ts',
};

describe('the findings about a cluster', () => {
  for (const [title, { objects = nodes, answers = {}, scope = makeScope(), off = [], finds }] of Object.entries(rows)) {
    it(`are right when the cluster ${title}`, () => {
      const view = viewOf(objects, answers, scope);
      const found = judgedCluster({ ...view, looked: view.looked.filter(({ node: { name } }) => !off.includes(name)) });
      assert.equal(found.length, finds.length, found.join('\n'));
      for (const [index, pattern] of finds.entries()) assert.match(found[index] ?? '', pattern);
    });
  }

  it('are none when the cluster tells nothing', () => assert.deepEqual(judgedCluster(viewOf([])), []));

  it('have a row here for each check of a cluster', async () => {
    const shown = Object.values(rows).flatMap(({ finds }) => finds.map(({ source }) => source.replaceAll('\\', '')));
    const missing = (await loadChecks()).filter(
      ({ kind, id }) => kind === 'cluster' && !shown.some((text) => text.startsWith(`^${id}`)),
    );
    assert.deepEqual(missing.map(({ id }) => id).toSorted(), Object.keys(elsewhere).toSorted());
  });
});
