import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refusals } from './refusals.ts';

interface Cluster {
  /** Lines under cluster, beside name and distribution. */
  readonly cluster?: string;
  readonly distribution?: string;
  readonly network?: string;
  /** Fields of nodes after the first; {name} is filled in. */
  readonly nodes?: readonly string[];
  /** Fields of the first node, else a control plane. */
  readonly first?: string;
  readonly cloudy?: string;
}

// The cluster is on line 1, the defaults' network on line 2, the first node on line 4.
function inventory({
  cluster = '',
  distribution = 'kubeadm',
  network = '',
  nodes = [],
  first = '',
  cloudy = '',
}: Cluster): string {
  return [
    `cluster: {name: home, distribution: ${distribution}${cluster && `, ${cluster}`}}`,
    `defaults: {network: {${network}}}`,
    'nodes:',
    `  - {name: pi-1, ${first || plane(201)}}`,
    ...nodes.map((fields, index) =>
      fields.includes('name:') ? `  - {${fields}}` : `  - {name: pi-${index + 2}, ${fields}}`,
    ),
    ...(cloudy ? [`cloudy: {${cloudy}}`] : []),
    '',
  ].join('\n');
}

const subnet = 'subnet: 192.168.0.0/24, gateway: 192.168.0.1';
const plane = (last: number) => `role: control-plane, address: 192.168.0.${last}`;

const refused: readonly (readonly [string, Cluster, ...string[]])[] = [
  [
    'measurements that are kept on no node',
    { cluster: 'addons: {monitoring: {node: pi-9}}' },
    '1:74: no node has this name: write one of pi-1',
  ],
  [
    'an addon that k3s brings along',
    { distribution: 'k3s', cluster: 'addons: {metrics: true}' },
    '1:51: k3s has this by itself: remove this line; cluster.k3s.metricsServer: false switches it off',
  ],
  [
    'two nodes with one name',
    { nodes: ['name: pi-1, address: pi-2'] },
    '5:12: nodes[0] has the name pi-1 too: write another name',
  ],
  [
    'a node with the name that each computer has for itself',
    { nodes: ['name: localhost, address: pi-2'] },
    '5:12: localhost is what each computer calls itself: write another name',
  ],
  [
    'an address that is one of two machines',
    { nodes: ['address: 192.168.000.012'] },
    '5:27: some programs read what begins with 0 as octal: write 192.168.0.12',
  ],
  [
    'a host name with letters that DNS has not',
    { nodes: ['address: küche.example'] },
    '5:27: write this name as DNS has it: xn--kche-0ra.example',
  ],
  // Addresses, names and quotes as people write them into inventories of other programs.
  ['an address of every machine', { nodes: ['address: 0.0.0.0'] }, '5:27: 0.0.0.0 is the address of no machine'],
  [
    'an address of many machines',
    { nodes: ['address: 224.0.0.251', 'address: 255.255.255.255'] },
    '5:27: 224.0.0.251 is the address of no machine',
    '6:27: 255.255.255.255 is the address of no machine',
  ],
  [
    'an address that a machine has given itself',
    { nodes: ['address: 169.254.10.20'] },
    '5:27: a machine gives itself this address when no router answers, and may have another one tomorrow: write one that the router gives',
  ],
  [
    'an IPv4 address with a letter in it',
    { nodes: ['address: 192.168.0.l2', 'address: 192.168.O.13'] },
    '5:27: 192.168.0.l2 is not an IPv4 address: write four numbers from 0 to 255',
    '6:27: 192.168.O.13 is not an IPv4 address: write four numbers from 0 to 255',
  ],
  [
    'ranges, which Ansible has',
    { nodes: ['address: 192.168.0.10-20', 'address: "192.168.0.[30:40]"', 'address: "pi-[1:3].local"'] },
    ...[5, 6, 7].map((line) => `${line}:27: ranges are not read here: write an entry for each machine`),
  ],
  [
    'quotes and dashes of text programs',
    { nodes: ['address: “192.168.0.12”', 'address: pi–3.local', 'address: pi-4, ssh: {user: ‘pi’}'] },
    '5:27: a text program has put “ there: write " or nothing',
    '6:27: a text program has put – there: write -',
    "7:45: a text program has put ‘ there: write ' or nothing",
  ],
  [
    'what nobody sees in a web page',
    { nodes: ['address: "192.168.0.12\\u200b"'] },
    '5:27: this has a sign that shows nowhere (U+200B), as web pages do: type it anew',
  ],
  [
    'names that no login has',
    {
      nodes: [
        'a, ssh: {user: $USER}',
        'b, ssh: {user: "pi:raspberry"}',
        'c, ssh: {user: "<user>"}',
        'd, ssh: {user: ""}',
      ].map((rest) => `address: ${rest}`),
    },
    '5:42: this is no name of a login: write the name alone, such as pi',
    '6:42: this is no name of a login: write the name alone, such as pi',
    '7:42: this is no name of a login: write the name alone, such as pi',
    '8:42: this is no name of a login: write the name alone, such as pi',
  ],
  [
    'a login with the address of its node',
    { nodes: ['address: 192.168.0.12, ssh: {user: pi@192.168.0.12}'] },
    '5:53: write the name of the login only: pi',
  ],
  [
    'a key in a path of Windows',
    { nodes: ["address: a, ssh: {identityFile: 'C:\\Users\\ana\\.ssh\\id_rsa'}"] },
    '5:50: this is a path of Windows: in WSL write /mnt/c/Users/ana/.ssh/id_rsa',
  ],
  [
    'a folder as a key, and nothing as a key',
    { nodes: ['address: a, ssh: {identityFile: /etc}', "address: b, ssh: {identityFile: ''}"] },
    '5:50: /etc is a folder: write the path of a private key in it',
    '6:50: this is empty: write the path of a private key, or remove this line',
  ],
  [
    'a variable without braces in a path',
    { nodes: ['address: a, ssh: {identityFile: $HOME/.ssh/id_rsa}'] },
    '5:50: write ~/.ssh/id_rsa',
  ],
  [
    'two nodes with one name in DNS',
    { nodes: ['address: pi-2.local', 'address: PI-2.local.'] },
    '6:27: pi-2 has the address PI-2.local. too: write another address',
  ],
  [
    'two nodes with one address',
    { nodes: ['address: 192.168.0.201'] },
    '5:27: pi-1 has the address 192.168.0.201 too: write another address',
  ],
  [
    'two nodes with one static address',
    { network: subnet, nodes: ['address: a, staticAddress: 192.168.0.9', 'address: b, staticAddress: 192.168.0.9'] },
    '6:45: pi-2 has the address 192.168.0.9 too: write another address',
  ],
  [
    "a static address that is another node's address",
    { network: subnet, nodes: ['address: a, staticAddress: 192.168.0.201'] },
    '5:45: pi-1 has the address 192.168.0.201 too: write another address',
  ],
  [
    'an address outside its subnet',
    { network: 'subnet: 192.168.1.0/24' },
    '4:48: 192.168.0.201 is outside the subnet: write one from 192.168.1.1 to 192.168.1.254, or correct network.subnet',
  ],
  [
    'a static address outside its subnet',
    { network: subnet, nodes: ['address: a, staticAddress: 192.168.7.9'] },
    '5:45: 192.168.7.9 is outside the subnet: write one from 192.168.0.1 to 192.168.0.254, or correct network.subnet',
  ],
  [
    'a static address that is the gateway',
    { network: subnet, nodes: ['address: a, staticAddress: 192.168.0.1'] },
    "5:45: 192.168.0.1 is the gateway's address: write another one",
  ],
  [
    'a static address that is the network',
    { network: subnet, nodes: ['address: a, staticAddress: 192.168.0.0'] },
    '5:45: 192.168.0.0 is the address of the network itself: write one from 192.168.0.1 to 192.168.0.254',
  ],
  [
    'a static address that is the broadcast address',
    { network: subnet, nodes: ['address: a, staticAddress: 192.168.0.255'] },
    '5:45: 192.168.0.255 is the broadcast address: write one from 192.168.0.1 to 192.168.0.254',
  ],
  [
    'a static address without a gateway',
    { network: 'subnet: 192.168.0.0/24', nodes: ['address: a, staticAddress: 192.168.0.9'] },
    '5:45: a static address needs a gateway: write network: {gateway: …}',
  ],
  [
    'a static address without a subnet',
    { network: 'gateway: 192.168.0.1', nodes: ['address: a, staticAddress: 192.168.0.9'] },
    '5:45: a static address needs a subnet: write network: {subnet: …}',
  ],
  [
    'a gateway outside the subnet, once for all nodes',
    { network: 'subnet: 192.168.0.0/24, gateway: 192.168.1.1', nodes: ['address: a', 'address: b'] },
    '2:55: the gateway 192.168.1.1 is outside the subnet 192.168.0.0/24: correct one of them',
  ],
  [
    'a gateway that is the broadcast address',
    { network: 'subnet: 192.168.0.0/24, gateway: 192.168.0.255' },
    "2:55: 192.168.0.255 is the network's own or broadcast address: write the address of your router",
  ],
  [
    'an address of five numbers',
    { nodes: ['address: 192.168.0.2.1'] },
    '5:27: 192.168.0.2.1 is not an IPv4 address: write four numbers from 0 to 255',
  ],
  [
    'an address above 255',
    { nodes: ['address: 192.168.0.256'] },
    '5:27: 192.168.0.256 is not an IPv4 address: write four numbers from 0 to 255',
  ],
  [
    'an address with its user',
    { nodes: ['address: pi@192.168.0.9'] },
    '5:27: write the address only, and the user as ssh: {user: …}',
  ],
  [
    'an address with its port',
    { nodes: ['address: "192.168.0.9:22"'] },
    '5:27: write the address only, and the port as ssh: {port: …}',
  ],
  [
    'an address with its mask',
    { nodes: ['address: 192.168.0.9/24'] },
    '5:27: write the address only, without / and what follows it',
  ],
  [
    'an IPv6 address',
    { nodes: ['address: "fe80::1"'] },
    '5:27: IPv6 is not supported here: write an IPv4 address or a name',
  ],
  [
    'an address with blanks',
    { nodes: ['address: "my pi"'] },
    '5:27: write an IPv4 address such as 192.168.0.201, or a name such as pi-1.local',
  ],
  [
    'no control plane',
    { first: 'role: worker, address: a' },
    '3:1: no node is a control plane: write role: control-plane at one of them',
  ],
  [
    'two control planes',
    { cluster: 'endpoint: "192.168.0.200:6443"', nodes: [plane(202)] },
    '5:24: this makes 2 control planes, and an even number survives no more failures than one less: write 1 or 3 of them',
  ],
  [
    'three control planes without an endpoint',
    { nodes: [plane(202), plane(203)] },
    '1:10: 3 control planes need an address that they share: write sharedAddress: 192.168.0.200 (one that no machine has) under cluster',
  ],
  [
    'an endpoint without a port',
    { cluster: 'endpoint: 192.168.0.200' },
    '1:56: write the address and the port, such as 192.168.0.200:6443',
  ],
  [
    'an endpoint that is a URL',
    { cluster: 'endpoint: "https://pi:6443"' },
    '1:56: write the address and the port, such as 192.168.0.200:6443',
  ],
  [
    'a shared address that is no address',
    { cluster: 'sharedAddress: "192.168.0.200:6443"' },
    '1:61: sharedAddress is not right: write an IPv4 address such as 192.168.0.201',
  ],
  [
    'a shared address beside another endpoint',
    { cluster: 'sharedAddress: 192.168.0.200, endpoint: "192.168.0.9:6443"' },
    '1:86: this is another address than sharedAddress (192.168.0.200:6443): remove one of them. endpoint is for a load balancer of your own',
  ],
  [
    "a shared address that is a node's own",
    { cluster: 'sharedAddress: 192.168.0.203', nodes: ['address: 192.168.0.203'] },
    '1:61: 192.168.0.203 is the address of pi-2: write one that no machine has',
  ],
  [
    'a shared address outside the subnet',
    { cluster: 'sharedAddress: 192.168.1.200', network: subnet },
    '1:61: 192.168.1.200 is outside the subnet: write one from 192.168.0.1 to 192.168.0.254, or correct network.subnet',
  ],
  [
    "a shared address that is the gateway's",
    { cluster: 'sharedAddress: 192.168.0.1', network: subnet },
    "1:61: 192.168.0.1 is the gateway's address: write another one",
  ],
  [
    'a shared address inside the pod network',
    { cluster: 'sharedAddress: 10.244.1.1' },
    "1:61: 10.244.1.1 is inside podNetwork (10.244.0.0/16): write an address of the nodes' network",
  ],
  [
    'proxies without an address that they share',
    { nodes: ['role: proxy, address: 192.168.0.211'] },
    '1:10: pi-2 is a proxy, and proxies need an address that they share: write sharedAddress: 192.168.0.200 (one that no machine has) under cluster',
  ],
  [
    'a shared address outside the network of the proxies',
    {
      cluster: 'sharedAddress: 192.168.1.200',
      network: subnet,
      nodes: ['role: proxy, address: 192.168.0.211'],
    },
    '1:61: 192.168.1.200 is outside the subnet: write one from 192.168.0.1 to 192.168.0.254, or correct network.subnet',
  ],
  [
    'labels of a proxy',
    {
      cluster: 'sharedAddress: 192.168.0.200',
      nodes: ['role: proxy, address: 192.168.0.211, labels: {a: b}'],
    },
    '5:55: a proxy is no node of Kubernetes: remove labels',
  ],
  [
    'a proxy in Cloudy',
    { cluster: 'sharedAddress: 192.168.0.200', nodes: ['role: proxy, address: 192.168.0.211, cloudy: true'] },
    '5:63: a proxy is no node of Cloudy, as no Service runs there: remove this line',
  ],
  [
    'images that are kept on a proxy',
    {
      cluster: 'sharedAddress: 192.168.0.200, addons: {registry: {node: pi-2}}',
      nodes: ['role: proxy, address: 192.168.0.211'],
    },
    '1:102: a proxy runs no pods: write one of pi-1',
  ],
  [
    'settings of kubeadm beside k3s',
    { distribution: 'k3s', cluster: 'kubeadm: {kubelet: {maxPods: 9}}' },
    '1:42: these settings are for kubeadm, but distribution is k3s: remove them, or write distribution: kubeadm',
  ],
  [
    'settings of k3s beside kubeadm',
    { distribution: 'kubeadm', cluster: 'k3s: {traefik: false}' },
    '1:46: these settings are for k3s, but distribution is kubeadm: remove them, or write distribution: k3s',
  ],
  [
    'a mirror that is no URL',
    { cluster: 'registries: {mirrors: {docker.io: [registry.home.arpa]}}' },
    '1:81: an entry of docker.io is not right: write a URL such as https://registry.home.arpa:5000',
  ],
  [
    'the path of a certificate',
    { cluster: 'registries: {ca: {registry.home.arpa: ./ca.pem}}' },
    '1:84: registry.home.arpa is not right: write the certificate itself, as PEM',
  ],
  [
    'a version that upstream gave up long ago',
    { cluster: 'version: 1.33.13' },
    '1:55: microcloud knows Kubernetes from 1.34 on, older ones get no fixes: write 1.37.2',
  ],
  [
    'a minor version that came out later',
    { cluster: 'version: 1.38.0' },
    '1:55: this microcloud knows Kubernetes up to 1.37: write 1.37.2, or install a newer microcloud',
  ],
  [
    'a major version that came out later',
    { distribution: 'k3s', cluster: 'version: 2.36.0+k3s1' },
    '1:51: this microcloud knows k3s up to 1.37: write 1.36.4+k3s1, or install a newer microcloud',
  ],
  ['a version with a v', { cluster: 'version: v1.36.3' }, '1:55: write 1.36.3'],
  ['a part of a version', { cluster: 'version: "1.36"' }, '1:55: this is no version: write 1.37.2'],
  [
    'a version that is no release',
    { cluster: 'version: 1.37.0-rc.1' },
    '1:55: this is no release of Kubernetes: write 1.37.2',
  ],
  [
    'a version of the other distribution',
    { distribution: 'k3s', cluster: 'version: 1.35.4' },
    '1:51: this is no release of k3s: write 1.35.4+k3s1',
  ],
  [
    'a version of k3s for kubeadm',
    { cluster: 'version: v1.35.4+k3s1' },
    '1:55: this is no release of Kubernetes: write 1.35.4',
  ],
  [
    'settings of containerd where k3s does not read them',
    { distribution: 'k3s', cluster: 'version: 1.35.2+k3s1, containerd: {cri: {enable_cdi: true}}' },
    '1:77: k3s 1.35.2+k3s1 does not read these settings: write version: 1.35.3+k3s1 or a newer one under cluster, or remove them',
  ],
  [
    'settings of containerd where an old k3s does not read them',
    { distribution: 'k3s', cluster: 'version: 1.34.5+k3s2, containerd: {cri: {enable_cdi: true}}' },
    '1:77: k3s 1.34.5+k3s2 does not read these settings: write version: 1.34.6+k3s1 or a newer one under cluster, or remove them',
  ],
  [
    'a pod network that overlaps the Services',
    { cluster: 'podNetwork: 10.100.0.0/16' },
    '1:58: the service network 10.96.0.0/12 overlaps the pod network 10.100.0.0/16: write serviceNetwork: 10.112.0.0/12 under cluster',
  ],
  [
    'a pod network that overlaps the nodes',
    { cluster: 'podNetwork: 192.168.0.0/16', network: subnet },
    "1:58: the pod network 192.168.0.0/16 overlaps the nodes' subnet 192.168.0.0/24: write podNetwork: 10.244.0.0/16 under cluster",
  ],
  [
    'nodes inside the default service network',
    { network: 'subnet: 10.96.5.0/24', first: 'role: control-plane, address: 10.96.5.2' },
    "2:30: the service network 10.96.0.0/12 overlaps the nodes' subnet 10.96.5.0/24: write serviceNetwork: 10.112.0.0/12 under cluster",
  ],
  [
    'an address inside the pod network',
    { nodes: ['address: 10.244.1.1'] },
    '5:27: 10.244.1.1 is inside the pod network 10.244.0.0/16: write podNetwork: 10.32.0.0/16 under cluster',
  ],
  [
    'a network with host bits',
    { network: 'subnet: 192.168.0.1/24' },
    '2:30: 192.168.0.1/24 is not a network: write 192.168.0.0/24',
  ],
  [
    'a pod network that is too small',
    { cluster: 'podNetwork: 10.244.0.0/24', nodes: ['address: a'] },
    '1:58: the pod network is too small: each node takes a /24 of it, write a /16 such as 10.244.0.0/16',
  ],
  [
    'a service network that is too large',
    { cluster: 'serviceNetwork: 172.0.0.0/8' },
    '1:62: write a service network from /12 to /28, e.g. 10.96.0.0/12',
  ],
  [
    "a label that is not Kubernetes's",
    { nodes: ['address: a, labels: {my/own/label: x}'] },
    '5:39: Kubernetes refuses this label: write letters, digits, - _ . (at most 63, a letter or digit at both ends), with a domain and / before it if you like',
  ],
  [
    'a value of a label with a blank',
    { nodes: ['address: a, labels: {floor: "first floor"}'] },
    '5:46: Kubernetes refuses this value of a label: write letters, digits, - _ . (at most 63, a letter or digit at both ends)',
  ],
  [
    'a taint whose key Kubernetes refuses',
    { nodes: ['address: a, taints: ["-gpu:NoSchedule"]'] },
    '5:39: Kubernetes refuses the key of this taint: write letters, digits, - _ . (at most 63, a letter or digit at both ends), with a domain and / before it if you like',
  ],
  [
    'a taint that is there twice',
    { nodes: ['address: a, taints: [gpu=a:NoSchedule, gpu=b:NoSchedule]'] },
    '5:57: this key and effect are in the list already: remove one',
  ],
  [
    'a key that does not exist',
    { nodes: ['address: a, ssh: {identityFile: ~/.ssh/none}'] },
    '5:50: the file /nowhere/.ssh/none does not exist: write the path of a private key',
  ],
  [
    'a public key',
    { nodes: ['address: a, ssh: {identityFile: ~/.ssh/id_ed25519.pub}'] },
    '5:50: this is the public key: write the path of the private key, without .pub',
  ],
  [
    'a member of Cloudy with a port that is none',
    { cloudy: 'serf: {join: [10.139.40.122, "10.139.40.123:70000"]}' },
    '5:39: this port is out of range: write one from 1 to 65535',
  ],
  [
    'a login where there are no web pages',
    { cloudy: 'install: agent, login: {user: admin, password: {prompt: true}}' },
    '5:26: install: agent has no web pages to log in to: remove login, or write install: native',
  ],
  [
    "a login's password as name of its variable",
    { cloudy: 'login: {user: admin, password: {env: "hunter2!"}}' },
    '5:47: env takes the name of an environment variable: write {env: NAME}',
  ],
];

const accepted: readonly (readonly [string, Cluster])[] = [
  ['one node', {}],
  ['names as addresses', { nodes: ['address: pi-2.local', 'address: pi_3', 'address: PI4.local.'] }],
  [
    'logins as others name them',
    {
      nodes: ['Ana.Pi', 'ñandú', "'LAB\\ana'", 'ana@lab.example'].map(
        (user, index) => `address: pi-${index}.lan, ssh: {user: ${user}}`,
      ),
    },
  ],
  [
    'three control planes with an endpoint',
    { cluster: 'endpoint: "192.168.0.200:6443"', nodes: [plane(202), plane(203)] },
  ],
  [
    'three control planes with a shared address',
    { cluster: 'sharedAddress: 192.168.0.200', network: subnet, nodes: [plane(202), plane(203)] },
  ],
  [
    'a shared address that is the endpoint, too',
    { cluster: 'sharedAddress: 192.168.0.200, endpoint: "192.168.0.200:6443"', nodes: [plane(202), plane(203)] },
  ],
  [
    'proxies that share an address',
    {
      cluster: 'sharedAddress: 192.168.0.200',
      network: subnet,
      nodes: ['role: proxy, address: 192.168.0.211', 'role: proxy, address: 192.168.0.212'],
    },
  ],
  ['static addresses', { network: subnet, nodes: ['address: a, staticAddress: 192.168.0.9'] }],
  [
    'an address that stays',
    { network: subnet, first: 'role: control-plane, address: 192.168.0.201, staticAddress: 192.168.0.201' },
  ],
  [
    'nodes behind one router',
    {
      first: 'role: control-plane, address: 192.0.2.1, ssh: {port: 2201}',
      nodes: ['address: 192.0.2.1, ssh: {port: 2202}'],
    },
  ],
  [
    'labels and taints',
    { nodes: ['address: a, labels: {example.org/site: "", a: b_c}, taints: ["gpu:NoExecute", a=b:NoSchedule]'] },
  ],
  ['a known version', { cluster: 'version: 1.36.3' }],
  ['a patch release that came out later', { cluster: 'version: 1.37.19' }],
  ['a version that an old cluster has', { cluster: 'version: 1.34.4' }],
  ['a community', { cloudy: 'serf: {join: [10.139.40.122, "cloudy.example.org:5000"]}' }],
  ['k3s', { distribution: 'k3s' }],
  ['a version of k3s that nobody has tried', { distribution: 'k3s', cluster: 'version: 1.37.12+k3s2' }],
  [
    'settings of containerd that k3s reads',
    { distribution: 'k3s', cluster: 'version: 1.35.3+k3s1, containerd: {cri: {enable_cdi: true}}' },
  ],
  ['no settings of containerd', { distribution: 'k3s', cluster: 'version: 1.35.2+k3s1, containerd: {cri: {}}' }],
  ['settings of the other containerd', { cluster: 'version: 1.35.0, containerd: {cri: {enable_cdi: true}}' }],
  ['three servers of k3s without an endpoint', { distribution: 'k3s', nodes: [plane(202), plane(203)] }],
];

describe('cross-checks of the inventory', () => {
  for (const [about, parts, ...expected] of refused) {
    it(`refuse ${about}`, () => assert.deepEqual(refusals(inventory(parts)).toSorted(), expected.toSorted()));
  }
  for (const [about, parts] of accepted) {
    it(`accept ${about}`, () => assert.deepEqual(refusals(inventory(parts)), []));
  }

  it('run beside mistakes of the schema, sorted by position', () => {
    const text = inventory({
      cluster: 'version: 2',
      network: 'subnet: 192.168.1.0/24',
      nodes: ['address: a, rol: worker', 'address: 192.168.0.201'],
    });
    assert.deepEqual(
      refusals(text).map((mistake) => mistake.split(' ', 1).join()),
      ['1:55:', '4:48:', '5:30:', '6:27:', '6:27:'],
    );
  });
});
