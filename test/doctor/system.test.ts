import { describe } from 'node:test';
import { itJudges } from '../support/checks.ts';
import { fileAnswer, makeScope, unitAnswer } from '../support/plan.ts';

const cmdline = 'console=tty1 root=PARTUUID=8a676486-02 rootwait cgroup_enable=memory\n';
const boot = {
  runningOptions: cmdline,
  osPrefix: '',
  texts: '',
  firmwareCmdline: fileAnswer(cmdline),
  currentCmdline: '',
  bootCmdline: '',
};

const accepting = { 'kubelet-arg': ['fail-cgroupv1=false'] };

describe('the checks of the system', () => {
  itJudges(
    'host.tools',
    { missingTools: '' },
    {
      'is silent with all programs': { says: undefined },
      'names what is missing': { when: { missingTools: 'ss\nflock\n' }, says: /lacks ss, flock$/ },
    },
  );
  itJudges(
    'apt.broken',
    { unfinished: '' },
    {
      'is silent when dpkg is done': { says: undefined },
      'names what is half there': {
        when: { unfinished: 'libc-bin\nman-db\n' },
        says: /interrupted \(libc-bin, man-db\)$/,
      },
    },
  );
  itJudges(
    'apt.sources',
    { silentSources: '' },
    {
      'is silent where nothing is known': { says: undefined },
      'names a source that gave nothing': {
        when: {
          silentSources:
            "== uris\n'https://apt.kubernetes.io/dists/kubernetes-xenial/InRelease' apt.kubernetes.io_dists_kubernetes-xenial_InRelease 0\n== entries\n/etc/apt/sources.list.d/kubernetes.list:1:deb https://apt.kubernetes.io/ kubernetes-xenial main\n== lists\ndeb.debian.org_debian_dists_trixie_InRelease\n== newer\n",
        },
        says: /nothing from https:\/\/apt\.kubernetes\.io kubernetes-xenial \(\/etc\/apt\/sources\.list\.d\/kubernetes\.list, line 1\)$/,
      },
    },
  );
  itJudges(
    'apt.kubelet',
    { kubelet: '', kubeadm: '' },
    {
      'is silent without packages': { says: undefined },
      'tells packages of Kubernetes': { when: { kubelet: '1.29.0-1.1' }, says: /packages, too/ },
    },
  );
  itJudges(
    'system.journal',
    { journal: unitAnswer(), frozen: '' },
    {
      'is silent while it runs': { when: { frozen: 'containerd\n' }, says: undefined },
      'is silent without systemd': { when: { journal: unitAnswer({ load: 'not-found' }) }, says: undefined },
      'tells that it does not run': {
        when: { journal: unitAnswer({ active: 'failed' }) },
        says: /^problem: Its journal \(systemd-journald\) does not run$/,
      },
      'tells that it is stopped': { when: { frozen: 'systemd-journald\n' }, says: /is stopped by a signal$/ },
    },
  );
  itJudges(
    'apparmor.parser',
    { enabled: 'Y', parser: '/usr/sbin/apparmor_parser' },
    {
      'is silent with a parser': { says: undefined },
      'is silent without AppArmor': { when: { enabled: '', parser: 'none' }, says: undefined },
      'tells a parser that is missing': { when: { parser: 'none' }, says: /parser is missing/ },
    },
  );
  itJudges(
    'system.reboot_required',
    { marker: '' },
    {
      'is silent without a marker': { says: undefined },
      'tells that apt wants one': { when: { marker: fileAnswer('*** System restart required ***\n') }, says: /reboot/ },
    },
  );
  itJudges(
    'sysctl.keys',
    { keys: '1000000' },
    {
      'is silent with many keys': { says: undefined },
      'is silent where the kernel does not tell': { when: { keys: '' }, says: undefined },
      'tells few keys': { when: { keys: '200' }, says: /few keys/ },
    },
  );
  itJudges(
    'ssh.limits',
    { limits: '' },
    {
      'is silent with the defaults': { says: undefined },
      'hears the first word': { when: { limits: 'MaxSessions 10\nMaxSessions 2\n' }, says: undefined },
      'tells few sessions': { when: { limits: ' maxsessions 2\n' }, says: /MaxSessions 2 and MaxStartups 10/ },
      'tells few connections': { when: { limits: 'MaxStartups 2:30:10\n' }, says: /MaxStartups 2$/ },
    },
  );
  const timesyncd = { service: unitAnswer(), mark: fileAnswer(''), uptime: '4000.12 9.0\n' };
  itJudges('clock.unsynchronized', timesyncd, {
    'is silent when NTP has set the clock': { says: undefined },
    'waits after a boot': { when: { mark: '', uptime: '60.00 9.0\n' }, says: undefined },
    'is silent when timesyncd does not run': {
      when: { service: unitAnswer({ active: 'inactive' }), mark: '' },
      says: undefined,
    },
    'tells that nobody has set it': { when: { mark: '' }, says: /NTP has not set/ },
  });
  itJudges(
    'clock.epoch',
    { now: '1795000000\n' },
    {
      'is silent today': { says: undefined },
      'tells a board that woke up before there was this program': {
        when: { now: '1767000000\n' },
        says: /years behind/,
      },
      'tells a board that believes in 1970': { when: { now: '4242\n' }, says: /years behind/ },
    },
  );
  itJudges(
    'id.localhost',
    { hosts: fileAnswer('127.0.0.1\tlocalhost\n') },
    {
      'is silent as Debian has it': { says: undefined },
      'is silent with IPv6 alone': { when: { hosts: fileAnswer('::1 ip6-localhost localhost\n') }, says: undefined },
      'tells that it is gone': { when: { hosts: fileAnswer('127.0.1.1 pi-2\n') }, says: /localhost/ },
    },
  );
});

describe('the checks of the boot', () => {
  itJudges('cgroup.one_line', boot, {
    'is silent with one line': { says: undefined },
    'does not count comments': { when: { firmwareCmdline: fileAnswer(`# mine\n${cmdline}`) }, says: undefined },
    'tells two lines': { when: { firmwareCmdline: fileAnswer(`${cmdline}quiet\n`) }, says: /has 2 lines/ },
  });
  itJudges('cgroup.decoy', boot, {
    'is silent with one file': { says: undefined },
    'tells the option in the other file': {
      when: { bootCmdline: fileAnswer('moved cgroup_enable=cpuset\n') },
      says: /\/boot\/cmdline\.txt has cgroup_enable=cpuset, but \/boot\/firmware\/cmdline\.txt counts/,
    },
  });
  itJudges(
    'cgroup.v1',
    { version2: 'cpuset cpu io memory pids\n' },
    {
      'is silent with version 2': { says: undefined },
      'tells version 1': { when: { version2: '' }, says: /cgroup v1/ },
      'lets the inventory accept it': {
        when: { version2: '' },
        scope: makeScope({ cluster: { kubeadm: { kubelet: { failCgroupV1: false } } } }),
        says: undefined,
      },
      'lets the inventory accept it with k3s': {
        when: { version2: '' },
        scope: makeScope({
          cluster: { distribution: 'k3s', k3s: { server: accepting, agent: accepting } },
        }),
        says: undefined,
      },
      'does not take the settings of the other distribution for it': {
        when: { version2: '' },
        scope: makeScope({ cluster: { distribution: 'k3s', kubeadm: { kubelet: { failCgroupV1: false } } } }),
        says: /cgroup v1/,
      },
    },
  );
  itJudges(
    'cgroup.cpu',
    { version2: 'cpuset cpu io memory pids\n' },
    {
      'is silent with all of them': { says: undefined },
      'names what is missing': { when: { version2: 'io memory pids\n' }, says: /The cpu and cpuset cgroup/ },
    },
  );
});
