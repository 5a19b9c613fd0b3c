import { describe } from 'node:test';
import { itJudges } from '../support/checks.ts';
import { fixture } from '../support/fixture.ts';
import { fileAnswer, makeScope, unitAnswer } from '../support/plan.ts';

const links = fixture('simulated-trixie/network-links');
const noRoute = links.replace(/(== routes\n).*\n/, '$1[]\n');
const forward = '-P FORWARD DROP\n-A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD\n';
const subnet = fileAnswer('FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\n');
const columns = '# pxname,svname,status,check_desc\n';
const gate = makeScope({ at: 'gate-1', proxies: 1 });
const cniFile = (path: string, content: string) => `== ${path}\n${content.replaceAll(/^/gm, '| ')}\n`;
const flannel = {
  name: 'cbr0',
  cniVersion: '0.3.1',
  plugins: [
    { type: 'flannel', delegate: { hairpinMode: true, isDefaultGateway: true } },
    { type: 'portmap', capabilities: { portMappings: true } },
  ],
};
const written = (content: string) => cniFile('/etc/cni/net.d/10-flannel.conflist', content);
const conflist = written(JSON.stringify(flannel, null, 2));
const other = (name: string) => cniFile(`/etc/cni/net.d/${name}`, '{"name":"x","type":"bridge"}');

describe('the checks of addresses', () => {
  itJudges(
    'net.default_route',
    { links },
    {
      'is silent when there is a router': { says: undefined },
      'reports that there is no router': { when: { links: noRoute }, says: /no default route/ },
    },
  );
  itJudges(
    'net.empty_files',
    { emptyFiles: '' },
    {
      'is silent when no file is empty': { says: undefined },
      'names a file that a power cut has emptied': {
        when: { emptyFiles: '/etc/netplan/90-NM-75a1216a-9d1a-30cd-8aca-ace5526ec021.yaml\n' },
        says: /\/etc\/netplan\/90-NM-\S+\.yaml is empty/,
      },
    },
  );
  itJudges(
    'net.servers',
    { servers: `${columns}api,pi-1,UP,\nservices,pi-1,UP,\n` },
    {
      'is silent on a node of Kubernetes': { says: undefined },
      'is silent when a proxy passes on to all nodes': { scope: gate, says: undefined },
      'is silent when HAProxy does not run, since a step reports it': {
        scope: gate,
        when: { servers: '' },
        says: undefined,
      },
      'names a node to which nothing is passed on, and why': {
        scope: gate,
        when: { servers: `${columns}api,pi-1,DOWN,Layer4 connection problem\nservices,pi-1,UP,\n` },
        says: /^warning: It passes nothing on to pi-1 for the cluster's API: Layer4 connection problem$/,
      },
    },
  );
  itJudges(
    'net.dns',
    { nameservers: '192.168.0.1 yes\n' },
    {
      'is silent when one name server answers': {
        when: { nameservers: '192.168.0.1 no\n9.9.9.9 yes\n' },
        says: undefined,
      },
      'reports that no name server answers': {
        when: { nameservers: '192.168.0.1 no\n' },
        says: /does not answer \(192\.168\.0\.1\)/,
      },
      'reports that there is no name server': { when: { nameservers: '' }, says: /no name server/ },
    },
  );
  itJudges(
    'net.dns_loop',
    { resolvConf: fileAnswer('nameserver 192.168.0.1\n'), resolved: '' },
    {
      'is silent with a name server in the network': { says: undefined },
      'is silent with systemd-resolved': {
        when: { resolvConf: fileAnswer('nameserver 127.0.0.53\n'), resolved: fileAnswer('nameserver 192.168.0.1\n') },
        says: undefined,
      },
      'reports a node that asks itself': {
        when: { resolvConf: fileAnswer('nameserver 127.0.0.1\n') },
        says: /node itself/,
      },
    },
  );
  itJudges(
    'net.overlap',
    { routes: '192.168.0.0/24 dev eth0 proto kernel\n10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink\n' },
    {
      'is silent when no other network overlaps the pod network': { says: undefined },
      'reports a community network that overlaps the pod network': {
        when: { routes: '10.0.0.0/8 via 192.168.0.2 dev eth0\n' },
        says: /10\.0\.0\.0\/8 on eth0 overlaps 10\.244\.0\.0\/16/,
      },
    },
  );
  itJudges(
    'net.subnet',
    { links },
    {
      'is silent without a network in the inventory': { says: undefined },
      'reports a mask that is not that of the inventory': {
        scope: makeScope({ node: { address: '172.29.0.101', network: { subnet: '172.29.0.0/16' } } }),
        says: /Its mask is \/24, that of the inventory \/16/,
      },
    },
  );
  itJudges(
    'net.proxy',
    { environment: '' },
    {
      'is silent without a proxy': { says: undefined },
      'is silent when the proxy is not for the cluster': {
        when: { environment: fileAnswer('http_proxy=http://p:3128\nno_proxy=10.244.0.0/16\n') },
        says: undefined,
      },
      'reports a proxy that is for the cluster, too': {
        when: { environment: fileAnswer('export HTTPS_PROXY=http://p:3128\n') },
        says: /proxy/,
      },
    },
  );
});

describe('the checks of firewalls', () => {
  const ufw = { settings: fileAnswer('ENABLED=yes\n'), rules: fileAnswer('') };
  itJudges('fw.ufw', ufw, {
    'reports a ufw without rules for pods': { says: /ufw/ },
    'is silent when ufw is off': { when: { settings: fileAnswer('ENABLED=no\n') }, says: undefined },
    'is silent when pods may pass': {
      when: { rules: fileAnswer('-A ufw-user-input -s 10.244.0.0/16 -j ACCEPT\n') },
      says: undefined,
    },
  });
  itJudges(
    'fw.firewalld',
    { firewalld: unitAnswer({ load: 'not-found', active: 'inactive' }) },
    {
      'is silent when firewalld does not run': { says: undefined },
      'reports a firewalld that runs': { when: { firewalld: unitAnswer() }, says: /firewalld/ },
    },
  );
  itJudges(
    'fw.forward',
    { forward },
    {
      "is silent with Docker's policy and Flannel's rules": { says: undefined },
      "reports Docker's policy without Flannel's rules": {
        when: { forward: '-P FORWARD DROP\n-A FORWARD -j DOCKER-USER\n' },
        says: /does not let packets of pods/,
      },
      "reports a rule before Flannel's that drops packets of pods": {
        when: { forward: `-A FORWARD -s 10.244.0.0/16 -j DROP\n${forward}` },
        says: /drops packets of pods \("-A FORWARD -s/,
      },
      "is silent about a rule behind Flannel's": {
        when: { forward: `${forward}-A FORWARD -j REJECT\n` },
        says: undefined,
      },
      'cannot judge without iptables': { when: { forward: '' }, says: 'unasked' },
    },
  );
  itJudges(
    'fw.iptables_old',
    { iptablesVersion: 'iptables v1.8.9 (nf_tables)\n' },
    {
      'is silent with a newer iptables': { says: undefined },
      'is silent with the legacy backend': { when: { iptablesVersion: 'iptables v1.8.2 (legacy)' }, says: undefined },
      'reports the version that repeats rules': {
        when: { iptablesVersion: 'iptables v1.8.2 (nf_tables)' },
        says: /repeats rules/,
      },
    },
  );
  itJudges(
    'net.ports_taken',
    { taken: '' },
    {
      'is silent when all ports are free': { says: undefined },
      'names the program that has a port': {
        when: { taken: 'LISTEN 0 4096 *:6443 *:* users:(("k3s-server",pid=812,fd=14))\n' },
        says: /6443 \(k3s-server\)/,
      },
    },
  );
});

describe('the checks of the pod network', () => {
  itJudges(
    'cni.missing',
    { configurations: conflist },
    {
      'is silent with one configuration': { says: undefined },
      'reports that there is no configuration': { when: { configurations: '' }, says: /no configuration/ },
    },
  );
  itJudges(
    'cni.several',
    { configurations: conflist },
    {
      'is silent with one configuration': { says: undefined },
      "is silent about Podman's configuration": {
        when: { configurations: `${conflist}${other('87-podman-bridge.conflist')}` },
        says: undefined,
      },
      "names the configuration that comes before Flannel's": {
        when: { configurations: `${other('05-calico.conflist')}${conflist}` },
        says: /05-calico/,
      },
    },
  );
  itJudges(
    'cni.file',
    { configurations: conflist },
    {
      "is silent with Flannel's own file": { says: undefined },
      'is silent without a file, since cni.missing reports it': { when: { configurations: '' }, says: undefined },
      'is silent about a configuration of one plugin': {
        when: { configurations: other('05-own.conf') },
        says: undefined,
      },
      'reports an empty file': { when: { configurations: written('') }, says: /10-flannel\.conflist is empty$/ },
      'reports a file of spaces': { when: { configurations: written('\n  \n') }, says: /is empty$/ },
      'names the line of a mistake': {
        when: { configurations: written('{\n  "name": "cbr0",\n  "plugins" []\n}') },
        says: /conflist is damaged, line 3: ':' is missing$/,
      },
      'names a character that is too much': {
        when: { configurations: written('{\n  "name": "cbr0",,\n}') },
        says: /is damaged, line 2: (Expected|.* is missing|"," does not belong there)/,
      },
      'reports a file whose end is missing': {
        when: { configurations: written('{\n  "name": "cbr0",\n  "plu') },
        says: /is damaged, line 3: the end is missing$/,
      },
      'reports a file of noise': { when: { configurations: written('\u0001\u0002x') }, says: /is damaged, line 1: / },
      'reports a file without plugins': {
        when: { configurations: written('{"name":"cbr0"}') },
        says: /names no plugins$/,
      },
      'reports a file that is no object': { when: { configurations: written('[]') }, says: /names no plugins$/ },
      'reports a plugin without a type': {
        when: { configurations: written('{"name":"cbr0","plugins":[{}]}') },
        says: /has a plugin without a type$/,
      },
      'reports a file without a name': {
        when: { configurations: written('{"plugins":[{"type":"flannel"}]}') },
        says: /has no name$/,
      },
      "names what somebody has changed in Flannel's file": {
        when: { configurations: conflist.replace('"hairpinMode": true', '"hairpinMode": false') },
        says: /is not as Flannel writes it: plugins\[0\]\.delegate\.hairpinMode is false$/,
      },
      "is silent about k3s's own file": {
        when: {
          configurations: cniFile(
            '/var/lib/rancher/k3s/agent/etc/cni/net.d/10-flannel.conflist',
            '{"name":"cbr0","plugins":[{"type":"flannel"},{"type":"bandwidth"}]}',
          ),
        },
        says: undefined,
      },
    },
  );
  itJudges(
    'cni.stale',
    { configurations: '', links },
    {
      'is silent on a fresh node': { says: undefined },
      'reports a file that an earlier cluster has left': {
        when: { configurations: conflist },
        says: /earlier cluster/,
      },
    },
  );
  itJudges(
    'cni.network',
    { subnet },
    {
      'is silent when Flannel and the inventory agree': { says: undefined },
      'reports a network that is not that of the inventory': {
        when: { subnet: fileAnswer('FLANNEL_NETWORK=10.9.0.0/16\n') },
        says: /10\.9\.0\.0\/16, that of the inventory 10\.244/,
      },
    },
  );
  itJudges(
    'cni.lease',
    { subnet },
    {
      'is silent when Flannel has prepared the node': { says: undefined },
      'reports that Flannel has not prepared the node': { when: { subnet: '' }, says: /has not prepared/ },
    },
  );
  itJudges(
    'cni.bridge',
    { subnet, links },
    {
      'is silent without a bridge': { says: undefined },
      'reports a bridge whose address is not the one that Flannel wants': {
        when: {
          links: links.replace('"ifname":"eth0"', '"ifname":"cni0"').replace(/"ifname": ?"eth0"/, '"ifname":"cni0"'),
        },
        says: /Flannel wants 10\.244\.1\.1\/24/,
      },
    },
  );
  itJudges(
    'cni.link',
    { subnet, links },
    {
      'reports that flannel.1 is gone': { says: /interface of the pod network/ },
      'is silent before Flannel has prepared the node': { when: { subnet: '' }, says: undefined },
    },
  );
  itJudges(
    'cni.mtu',
    { links, mtus: 'eth0 1500\nflannel.1 1450\nlo 65536\n' },
    {
      'is silent when packets leave room for VXLAN': { says: undefined },
      'reports packets that are too large': {
        when: { mtus: 'eth0 1492\nflannel.1 1450\n' },
        says: /MTU is 1450, the cable's 1492/,
      },
    },
  );
  itJudges(
    'wifi.power_save',
    { saving: 'none\n' },
    {
      'is silent without Wi-Fi': { says: undefined },
      'is silent when power saving is off': { when: { saving: 'off\n' }, says: undefined },
      'names the interface that saves power': { when: { saving: 'on wlan0\n' }, says: /wlan0/ },
      'cannot judge without iw': { when: { saving: '' }, says: 'unasked' },
    },
  );
  const wireless = `${links}\n== wireless\n/sys/class/net/eth0/phy80211\n`;
  const at = (role: 'control-plane' | 'worker') => makeScope({ node: { role, address: '172.29.0.101' } });
  itJudges(
    'wifi.cluster',
    { links },
    {
      'is silent with a cable': { scope: at('control-plane'), says: undefined },
      'is silent on a worker': { when: { links: wireless }, scope: at('worker'), says: undefined },
      'reports a control plane without a cable': {
        when: { links: wireless },
        scope: at('control-plane'),
        says: /cluster network is Wi-Fi/,
      },
    },
  );
});
