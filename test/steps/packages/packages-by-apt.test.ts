import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/packages/packages-by-apt.ts';
import { makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const installed = {
  holder: '',
  dockerCommand: '/usr/bin/docker',
  'ca-certificates': '20230311+deb12u1',
  conntrack: '1:1.4.7-1+b2',
  ethtool: '1:6.1-1',
  iptables: '1.8.9-2',
  socat: '1.7.4.4-2',
  containerd: '1.6.20~ds1-1+deb12u1',
  'containerd.io': '',
  'containernetworking-plugins': '1.1.1+ds1-3+b9',
  'docker.io': '20.10.24+dfsg1-1+deb12u1',
  'docker-ce': '',
  serf: '0.9.4~ds1-1+b13',
  nodejs: '18.20.4+dfsg-1~deb12u3',
  'avahi-daemon': '0.8-10+deb12u1',
  bzip2: '1.0.8-5+b1',
  cron: '3.0pl1-162',
  curl: '7.88.1-10+deb12u14',
  jq: '1.6-2.1+deb12u1',
  make: '4.3-4.1',
  'net-tools': '2.10-0.1+deb12u2',
  'openssh-server': '1:9.2p1-2+deb12u7',
  'php-cli': '2:8.2+93',
  'php-curl': '2:8.2+93',
  'php-sqlite3': '2:8.2+93',
  'php-ssh2': '1.3.1+0.13-11',
  unzip: '6.0-28',
  dirmngr: '',
  'lsb-release': '12.0-1',
  keepalived: '',
  haproxy: '',
};
const fresh = { ...Object.fromEntries(Object.keys(installed).map((name) => [name, ''])), holder: '' };
const kubernetes = 'ca-certificates, iptables, conntrack, ethtool, socat, containerd, containernetworking-plugins';
const pages =
  'avahi-daemon, bzip2, cron, curl, jq, make, net-tools, openssh-server, php-cli, php-curl, php-sqlite3, php-ssh2, unzip';
const everything = `Install ${kubernetes}, docker.io, serf, nodejs, ${pages}`;

describe('packages', () => {
  itPlans(step, installed, {
    'are complete': { finds: [] },
    'are installed on a fresh node, all at once': {
      once: "this machine may have Docker's client",
      when: fresh,
      finds: [`change: ${everything}`],
    },
    'are installed where some are missing': {
      when: { socat: '', iptables: '' },
      finds: ['change: Install iptables, socat'],
    },
    "are Docker's own where those are there, as they conflict with Debian's": {
      when: { 'docker.io': '', 'docker-ce': '5:28.1.1-1', containerd: '', 'containerd.io': '1.7.27-1' },
      finds: [],
    },
    "have Debian's CNI plugins also beside those of pkgs.k8s.io, which lie where containerd does not look": {
      when: { 'containernetworking-plugins': '', 'kubernetes-cni': '1.7.1-1.1' },
      finds: ['change: Install containernetworking-plugins'],
    },
    "bring Docker's client where it is a package of its own": {
      once: "this machine may have Docker's client",
      when: { dockerCommand: '' },
      finds: ['change: Install docker-cli'],
    },
    'leave Docker out where nobody wants it': {
      when: { 'docker.io': '', dockerCommand: '' },
      scope: makeScope({ node: { docker: false } }),
      finds: [],
    },
    'leave containerd and what kubelet calls to k3s, which brings its own': {
      when: { containerd: '', 'containernetworking-plugins': '', conntrack: '', ethtool: '', socat: '' },
      scope: makeScope({ cluster: { distribution: 'k3s' } }),
      finds: [],
    },
    'leave Cloudy out where nobody wants it': {
      once: "this machine may have Docker's client",
      when: fresh,
      scope: makeScope({ node: { cloudy: false } }),
      finds: [`change: Install ${kubernetes}, docker.io`],
    },
    'are few without the web pages of Cloudy': {
      once: "this machine may have Docker's client",
      when: fresh,
      scope: makeScope({ cloudy: { install: 'agent' } }),
      finds: [`change: Install ${kubernetes}, docker.io, serf, nodejs`],
    },
    'are also what hands the shared address over, on control planes': {
      when: { keepalived: '', curl: '' },
      scope: makeScope({
        at: 'pi-1',
        cluster: { sharedAddress: '192.168.0.200' },
        cloudy: { install: 'agent' },
      }),
      finds: ['change: Install keepalived, curl'],
    },
    'are no more than what passes connections on, on a proxy': {
      when: fresh,
      scope: makeScope({ at: 'gate-1', proxies: 2, cluster: { sharedAddress: '192.168.0.200' } }),
      finds: ['change: Install haproxy, keepalived, curl'],
    },
    'hand the address over on control planes behind proxies, too, for the day when these go': {
      scope: makeScope({ at: 'pi-1', proxies: 2, cluster: { sharedAddress: '192.168.0.200' } }),
      finds: ['change: Install keepalived'],
    },
    "are also those that Cloudy's own installer forgets": {
      when: { 'lsb-release': '', unzip: '' },
      scope: makeScope({ cloudy: { install: 'cloudynitzar' } }),
      finds: ['change: Install unzip, dirmngr, lsb-release'],
    },
    'wait for whoever holds apt': {
      when: { ...fresh, holder: 'unattended-upgr 812\n' },
      finds: ['wait: apt is held by unattended-upgr (pid 812) [apt.busy]'],
    },
    'do not wait for apt when nothing is missing': { when: { holder: 'apt-get 99\n' }, finds: [] },
  });

  it('finishes what an interrupted dpkg left, before it installs', () => {
    const [finding] = planStep(step, fresh);
    const script = finding?.kind === 'change' ? finding.script.wire : '';
    assert.match(script, /dpkg --force-confold --configure -a\n[\s\S]*apt_get install --no-install-recommends ca-/);
  });
});
