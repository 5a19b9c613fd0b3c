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
      'is silent with a router': { says: undefined },
      'tells that there is none': { when: { links: noRoute }, says: /no default route/ },
    },
  );
  itJudges(
    'net.empty_files',
    { emptyFiles: '' },
    {
      'is silent without one': { says: undefined },
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
      'is not about a node of Kubernetes': { says: undefined },
      'is silent where a proxy passes on to all': { scope: gate, says: undefined },
      'is silent where HAProxy does not run, of which a step tells': {
        scope: gate,
        when: { servers: '' },
        says: undefined,
      },
      'names a node that gets nothing, and what it said last': {
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
      'is silent when one answers': { when: { nameservers: '192.168.0.1 no\n9.9.9.9 yes\n' }, says: undefined },
      'tells that none answers': {
        when: { nameservers: '192.168.0.1 no\n' },
        says: /does not answer \(192\.168\.0\.1\)/,
      },
      'tells that there is none': { when: { nameservers: '' }, says: /no name server/ },
    },
  );
  itJudges(
    'net.dns_loop',
    { resolvConf: fileAnswer('nameserver 192.168.0.1\n'), resolved: '' },
    {
      'is silent with a server in the network': { says: undefined },
      'is silent with systemd-resolved': {
        when: { resolvConf: fileAnswer('nameserver 127.0.0.53\n'), resolved: fileAnswer('nameserver 192.168.0.1\n') },
        says: undefined,
      },
      'tells a node that asks itself': {
        when: { resolvConf: fileAnswer('nameserver 127.0.0.1\n') },
        says: /node itself/,
      },
    },
  );
  itJudges(
    'net.overlap',
    { routes: '192.168.0.0/24 dev eth0 proto kernel\n10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink\n' },
    {
      'is silent beside the pod network': { says: undefined },
      'tells a community network': {
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
      'tells another mask': {
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
      'is silent when the cluster is left out': {
        when: { environment: fileAnswer('http_proxy=http://p:3128\nno_proxy=10.244.0.0/16\n') },
        says: undefined,
      },
      'tells that it is not': {
        when: { environment: fileAnswer('export HTTPS_PROXY=http://p:3128\n') },
        says: /proxy/,
      },
    },
  );
});

describe('the checks of firewalls', () => {
  const ufw = { settings: fileAnswer('ENABLED=yes\n'), rules: fileAnswer('') };
  itJudges('fw.ufw', ufw, {
    'tells one without rules': { says: /ufw/ },
    'is silent when it is off': { when: { settings: fileAnswer('ENABLED=no\n') }, says: undefined },
    'is silent when pods may pass': {
      when: { rules: fileAnswer('-A ufw-user-input -s 10.244.0.0/16 -j ACCEPT\n') },
      says: undefined,
    },
  });
  itJudges(
    'fw.firewalld',
    { firewalld: unitAnswer({ load: 'not-found', active: 'inactive' }) },
    {
      'is silent without': { says: undefined },
      'tells one that runs': { when: { firewalld: unitAnswer() }, says: /firewalld/ },
    },
  );
  itJudges(
    'fw.forward',
    { forward },
    {
      "is silent with Docker's policy and Flannel's rules": { says: undefined },
      "tells Docker's policy without Flannel's rules": {
        when: { forward: '-P FORWARD DROP\n-A FORWARD -j DOCKER-USER\n' },
        says: /does not let packets of pods/,
      },
      'tells a rule that drops before': {
        when: { forward: `-A FORWARD -s 10.244.0.0/16 -j DROP\n${forward}` },
        says: /drops packets of pods \("-A FORWARD -s/,
      },
      'does not mind one behind': { when: { forward: `${forward}-A FORWARD -j REJECT\n` }, says: undefined },
      'knows nothing without iptables': { when: { forward: '' }, says: 'unasked' },
    },
  );
  itJudges(
    'fw.iptables_old',
    { iptablesVersion: 'iptables v1.8.9 (nf_tables)\n' },
    {
      'is silent with a newer one': { says: undefined },
      'is silent with the legacy backend': { when: { iptablesVersion: 'iptables v1.8.2 (legacy)' }, says: undefined },
      'tells the one with the bug': { when: { iptablesVersion: 'iptables v1.8.2 (nf_tables)' }, says: /repeats rules/ },
    },
  );
  itJudges(
    'net.ports_taken',
    { taken: '' },
    {
      'is silent when they are free': { says: undefined },
      'names who has them': {
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
      'is silent with one': { says: undefined },
      'tells that there is none': { when: { configurations: '' }, says: /no configuration/ },
    },
  );
  itJudges(
    'cni.several',
    { configurations: conflist },
    {
      'is silent with one': { says: undefined },
      "does not mind Podman's": {
        when: { configurations: `${conflist}${other('87-podman-bridge.conflist')}` },
        says: undefined,
      },
      'names them': { when: { configurations: `${other('05-calico.conflist')}${conflist}` }, says: /05-calico/ },
    },
  );
  itJudges(
    'cni.file',
    { configurations: conflist },
    {
      "is silent with Flannel's own": { says: undefined },
      'is silent without any, as cni.missing says so': { when: { configurations: '' }, says: undefined },
      'takes a configuration of one plugin': { when: { configurations: other('05-own.conf') }, says: undefined },
      'tells an empty file': { when: { configurations: written('') }, says: /10-flannel\.conflist is empty$/ },
      'tells a file of spaces': { when: { configurations: written('\n  \n') }, says: /is empty$/ },
      'names the line of a mistake': {
        when: { configurations: written('{\n  "name": "cbr0",\n  "plugins" []\n}') },
        says: /conflist is damaged, line 3: ':' is missing$/,
      },
      'names the sign that is too much': {
        when: { configurations: written('{\n  "name": "cbr0",,\n}') },
        says: /is damaged, line 2: (Expected|.* is missing|"," does not belong there)/,
      },
      'tells a file whose end is missing': {
        when: { configurations: written('{\n  "name": "cbr0",\n  "plu') },
        says: /is damaged, line 3: the end is missing$/,
      },
      'tells noise': { when: { configurations: written('\u0001\u0002x') }, says: /is damaged, line 1: / },
      'tells a file without plugins': {
        when: { configurations: written('{"name":"cbr0"}') },
        says: /names no plugins$/,
      },
      'tells a file that is no object': { when: { configurations: written('[]') }, says: /names no plugins$/ },
      'tells a plugin without a type': {
        when: { configurations: written('{"name":"cbr0","plugins":[{}]}') },
        says: /has a plugin without a type$/,
      },
      'tells a file without a name': {
        when: { configurations: written('{"plugins":[{"type":"flannel"}]}') },
        says: /has no name$/,
      },
      'names what somebody changed': {
        when: { configurations: conflist.replace('"hairpinMode": true', '"hairpinMode": false') },
        says: /is not as Flannel writes it: plugins\[0\]\.delegate\.hairpinMode is false$/,
      },
      "has no opinion about k3s's own": {
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
      'tells what an earlier cluster left': { when: { configurations: conflist }, says: /earlier cluster/ },
    },
  );
  itJudges(
    'cni.network',
    { subnet },
    {
      'is silent when both say the same': { says: undefined },
      'tells another network': {
        when: { subnet: fileAnswer('FLANNEL_NETWORK=10.9.0.0/16\n') },
        says: /10\.9\.0\.0\/16, that of the inventory 10\.244/,
      },
    },
  );
  itJudges(
    'cni.lease',
    { subnet },
    {
      'is silent when Flannel was here': { says: undefined },
      'tells that it was not': { when: { subnet: '' }, says: /has not prepared/ },
    },
  );
  itJudges(
    'cni.bridge',
    { subnet, links },
    {
      'is silent without a bridge': { says: undefined },
      'tells another address': {
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
      'tells that flannel.1 is gone': { says: /interface of the pod network/ },
      'is silent before Flannel was here': { when: { subnet: '' }, says: undefined },
    },
  );
  itJudges(
    'cni.mtu',
    { links, mtus: 'eth0 1500\nflannel.1 1450\nlo 65536\n' },
    {
      'is silent with room for VXLAN': { says: undefined },
      'tells packets that are too large': {
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
      'is silent when it is off': { when: { saving: 'off\n' }, says: undefined },
      'names the interface': { when: { saving: 'on wlan0\n' }, says: /wlan0/ },
      'knows nothing without iw': { when: { saving: '' }, says: 'unasked' },
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
      'tells a control plane without a cable': {
        when: { links: wireless },
        scope: at('control-plane'),
        says: /cluster network is Wi-Fi/,
      },
    },
  );
});
