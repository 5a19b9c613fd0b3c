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
      'is silent when all programs are there': { says: undefined },
      'names the programs that are missing': { when: { missingTools: 'ss\nflock\n' }, says: /lacks ss, flock$/ },
    },
  );
  itJudges(
    'apt.broken',
    { unfinished: '' },
    {
      'is silent when dpkg has finished': { says: undefined },
      'names the packages that are half installed': {
        when: { unfinished: 'libc-bin\nman-db\n' },
        says: /interrupted \(libc-bin, man-db\)$/,
      },
    },
  );
  itJudges(
    'apt.sources',
    { silentSources: '' },
    {
      'is silent when apt names no source': { says: undefined },
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
      'is silent without packages of Kubernetes': { says: undefined },
      'reports packages of Kubernetes': { when: { kubelet: '1.29.0-1.1' }, says: /packages, too/ },
    },
  );
  itJudges(
    'system.journal',
    { journal: unitAnswer(), frozen: '' },
    {
      'is silent when the journal runs': { when: { frozen: 'containerd\n' }, says: undefined },
      'is silent without systemd': { when: { journal: unitAnswer({ load: 'not-found' }) }, says: undefined },
      'reports a journal that does not run': {
        when: { journal: unitAnswer({ active: 'failed' }) },
        says: /^problem: Its journal \(systemd-journald\) does not run$/,
      },
      'reports a journal that is stopped by a signal': {
        when: { frozen: 'systemd-journald\n' },
        says: /is stopped by a signal$/,
      },
    },
  );
  itJudges(
    'apparmor.parser',
    { enabled: 'Y', parser: '/usr/sbin/apparmor_parser' },
    {
      'is silent with a parser': { says: undefined },
      'is silent without AppArmor': { when: { enabled: '', parser: 'none' }, says: undefined },
      'reports a parser that is missing': { when: { parser: 'none' }, says: /parser is missing/ },
    },
  );
  itJudges(
    'system.reboot_required',
    { marker: '' },
    {
      'is silent when apt wants no reboot': { says: undefined },
      'reports that apt wants a reboot': {
        when: { marker: fileAnswer('*** System restart required ***\n') },
        says: /reboot/,
      },
    },
  );
  itJudges(
    'sysctl.keys',
    { keys: '1000000' },
    {
      'is silent when many keys are allowed': { says: undefined },
      'is silent when the kernel names no limit': { when: { keys: '' }, says: undefined },
      'reports that few keys are allowed': { when: { keys: '200' }, says: /few keys/ },
    },
  );
  itJudges(
    'ssh.limits',
    { limits: '' },
    {
      'is silent with the defaults': { says: undefined },
      'goes by the first line about a setting, as sshd does': {
        when: { limits: 'MaxSessions 10\nMaxSessions 2\n' },
        says: undefined,
      },
      'reports that few sessions are allowed': {
        when: { limits: ' maxsessions 2\n' },
        says: /MaxSessions 2 and MaxStartups 10/,
      },
      'reports that few connections are allowed': { when: { limits: 'MaxStartups 2:30:10\n' }, says: /MaxStartups 2$/ },
    },
  );
  const timesyncd = { service: unitAnswer(), mark: fileAnswer(''), uptime: '4000.12 9.0\n' };
  itJudges('clock.unsynchronized', timesyncd, {
    'is silent when NTP has set the clock': { says: undefined },
    'is silent soon after a boot': { when: { mark: '', uptime: '60.00 9.0\n' }, says: undefined },
    'is silent when timesyncd does not run': {
      when: { service: unitAnswer({ active: 'inactive' }), mark: '' },
      says: undefined,
    },
    'reports a clock that NTP has not set': { when: { mark: '' }, says: /NTP has not set/ },
  });
  itJudges(
    'clock.epoch',
    { now: '1795000000\n' },
    {
      'is silent when the clock is not before this program was made': { says: undefined },
      'reports a clock before the day on which this program was made': {
        when: { now: '1767000000\n' },
        says: /years behind/,
      },
      'reports a clock of 1970': { when: { now: '4242\n' }, says: /years behind/ },
    },
  );
  itJudges(
    'id.localhost',
    { hosts: fileAnswer('127.0.0.1\tlocalhost\n') },
    {
      'is silent when the file is as in Debian': { says: undefined },
      'is silent when localhost has an address of IPv6 only': {
        when: { hosts: fileAnswer('::1 ip6-localhost localhost\n') },
        says: undefined,
      },
      'reports that localhost has no address': { when: { hosts: fileAnswer('127.0.1.1 pi-2\n') }, says: /localhost/ },
    },
  );
});

describe('the checks of the boot', () => {
  itJudges('cgroup.one_line', boot, {
    'is silent with one line': { says: undefined },
    'counts no comments': { when: { firmwareCmdline: fileAnswer(`# mine\n${cmdline}`) }, says: undefined },
    'reports two lines': { when: { firmwareCmdline: fileAnswer(`${cmdline}quiet\n`) }, says: /has 2 lines/ },
  });
  itJudges('cgroup.decoy', boot, {
    'is silent with one file': { says: undefined },
    'reports an option in the file that does not count': {
      when: { bootCmdline: fileAnswer('moved cgroup_enable=cpuset\n') },
      says: /\/boot\/cmdline\.txt has cgroup_enable=cpuset, but \/boot\/firmware\/cmdline\.txt counts/,
    },
  });
  itJudges(
    'cgroup.v1',
    { version2: 'cpuset cpu io memory pids\n' },
    {
      'is silent with cgroup v2': { says: undefined },
      'reports cgroup v1': { when: { version2: '' }, says: /cgroup v1/ },
      'is silent when the inventory accepts cgroup v1': {
        when: { version2: '' },
        scope: makeScope({ cluster: { kubeadm: { kubelet: { failCgroupV1: false } } } }),
        says: undefined,
      },
      'is silent when the inventory accepts cgroup v1 for k3s': {
        when: { version2: '' },
        scope: makeScope({
          cluster: { distribution: 'k3s', k3s: { server: accepting, agent: accepting } },
        }),
        says: undefined,
      },
      'goes by the settings of its own distribution only': {
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
      'is silent when all controllers are there': { says: undefined },
      'names the controllers that are missing': {
        when: { version2: 'io memory pids\n' },
        says: /The cpu and cpuset cgroup/,
      },
    },
  );
});
