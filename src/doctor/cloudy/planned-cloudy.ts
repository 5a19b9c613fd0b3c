import type { Reported } from '../about.ts';

/** Faults that steps of the phases cloudy and addons look for. */
export default {
  'cloudy.address': {
    title: 'Cloudy does not know its address',
    why: 'Links to the Services that it publishes would lead nowhere.',
    advice: "Write the node's IPv4 address into the inventory",
    runbook: 'The inventory names the node by a name, and no interface tells by which address other nodes reach it.',
    source: 'avahi-ps PUBLIC_DEVICE; cloudynitzar PRIMARYINTERFACE',
  },
  'serf.join_timer': {
    title: 'Serf would not join again by itself',
    severity: 'warning',
    why: 'A node that was alone for a while stays alone.',
    runbook: 'serf-join.timer asks the other nodes now and then.',
    source: 'lbmake hooks/serf.chroot JOIN',
  },
  'serf.active': {
    title: 'Serf does not run',
    why: 'The node is not in Cloudy: other nodes do not see its Services, and it does not see theirs.',
    runbook: '`sudo journalctl -u serf` says why it stopped. Its agents talk on TCP and UDP port 5000.',
    source: 'Clommunity/package-serf; lbmake hooks/serf.chroot',
    entails: ['serf.silent', 'pub.parts'],
    entailsAnywhere: ['serf.disagree', 'serf.blocked', 'pub.services'],
  },
  'serf.config': {
    title: 'Serf is not set up as the inventory says',
    why: 'Other nodes may know it by another name, or it joins no other node.',
    runbook:
      'init owns /etc/microcloud/serf.json and serf.service. cloudy.serf.join in the inventory names the agents that it joins.',
    source: 'https://www.serf.io/docs/agent/options.html',
    entails: ['serf.active'],
  },
  'cloudy.ui': {
    title: 'The web pages of Cloudy do not run',
    why: 'Nobody can use Cloudy in a browser on this node.',
    runbook: '`sudo journalctl -u cdistro -u cdistrod` says why they stopped. They answer on port 7000.',
    source: 'cloudynitzar tests/01_php_web_interface.sh',
    entails: ['cloudy.page'],
  },
  'cloudy.login': {
    title: 'Nobody can log in to the web pages of Cloudy',
    severity: 'warning',
    why: 'They have no login of their own, and take the SSH passwords of users only where sshLogin says so.',
    advice: 'write cloudy: {login: {user: admin, password: {prompt: true}}} into the inventory, then microcloud init',
    runbook:
      'Choose a password that is used nowhere else: it is sent over plain HTTP, and whoever has it is root. `cloudy: {sshLogin: true}` lets in whoever may log in by SSH with a password: each of them is then root.',
    source: 'cDistro web/lib/auth.php (SSHAUTH)',
  },
  'cloudy.config': {
    title: 'Cloudy is not set up as the inventory says',
    why: 'It may publish another address, or miss pages.',
    runbook:
      "Its sources, or a line of /etc/cloudy/cloudy.conf that the inventory decides, has changed. Cloudy's own installer adds a PRIMARYINTERFACE each time it runs.",
    source: 'cloudynitzar.sh (>> /etc/cloudy/cloudy.conf); avahi-ps PUBLIC_DEVICE',
    entails: ['cloudy.ui'],
  },
  'cloudy.installer': {
    title: "Cloudy's own installer does not fit",
    why: 'It would install half of Cloudy, and say nothing.',
    advice: 'Set cloudy.install: native in the inventory',
    runbook: 'It has lists of packages up to Debian buster and Ubuntu focal only, and no Serf for 64-bit Pis.',
    source: 'lbmake packages-*; Clommunity/package-serf Makefile',
  },
  'cloudy.apt': {
    title: 'Package sources of Cloudy that are gone are still asked',
    severity: 'warning',
    why: 'Each `apt update` waits for servers that do not answer.',
    runbook: "Cloudy's own installer wrote them; their servers and keys do not exist any more.",
    source: 'cloudynitzar.sh get_key_and_add_apt',
  },
  'pub.nodejs': {
    title: 'Its nodejs is too old for the publisher',
    why: 'Services of the cluster do not appear in Cloudy.',
    advice: 'Upgrade the node to Debian 12 (bookworm) or later',
    runbook: 'A node that shall not be in Cloudy needs no nodejs: write `cloudy: false` for it in the inventory.',
    source: 'microcloud',
  },
  'pub.active': {
    title: "Cloudy's publisher does not run",
    why: 'Services of the cluster do not appear in Cloudy, or do not go away.',
    runbook: '`sudo journalctl -u microcloud-publisher -u microcloud-publisher-token` says why it stopped.',
    source: 'microcloud; Clommunity',
    entails: ['pub.stale', 'pub.parts', 'pub.services'],
  },
  'pub.config': {
    title: "Cloudy's publisher is not set up as the inventory says",
    why: 'Services of the cluster may be missing in Cloudy.',
    runbook: 'Its program, its user or its configuration (/etc/microcloud/publisher.json) has changed.',
    source: 'microcloud',
    entails: ['pub.active'],
  },
  'pub.access': {
    title: "Cloudy's publisher or its pages lack their permissions",
    why: 'Services of the cluster do not appear in Cloudy, or its page of applications does not answer, or may do more than it shall.',
    runbook:
      'Somebody removed or changed a ServiceAccount, its permissions, or a policy about it: the line says which.',
    source: 'microcloud',
    entailsAnywhere: ['pub.parts'],
  },
} as const satisfies Reported;
