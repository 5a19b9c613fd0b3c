import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/kernel/cgroups.ts';
import { fixture } from '../../support/fixture.ts';
import { fileAnswer, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const cmdline = fixture('pi-4-raspios-trixie/cmdline.txt');
const withMemory = `${cmdline.trim()} cgroup_enable=memory\n`;
const disabled = fixture('pi-4-raspios-trixie/proc-cmdline');
const enabled = `${disabled.trim()} cgroup_enable=memory\n`;

/** A fresh Pi 4 with trixie: cgroup v2, without memory. */
const trixie = {
  runningOptions: disabled,
  osPrefix: '\0',
  texts: '',
  firmwareCmdline: fileAnswer(cmdline, { mode: '755' }),
  currentCmdline: '',
  bootCmdline: fileAnswer(fixture('pi-4-raspios-trixie/boot-cmdline.txt')),
  version2: 'cpuset cpu io pids\n',
  version1: '#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t0\t60\t1\npids\t0\t60\t1\n',
  memory: '',
  pids: '',
  generator: '',
  extraOptions: '',
};
const working = { runningOptions: enabled, version2: 'cpuset cpu io memory pids\n' };
const bullseye = {
  firmwareCmdline: '',
  bootCmdline: fileAnswer(fixture('pi-4-raspios-bullseye/cmdline.txt'), { mode: '755' }),
  runningOptions: 'coherent_pool=1M root=PARTUUID=8a676486-02',
};
const version1 = {
  version2: '',
  version1: fixture('debian-bookworm/proc-cgroups'),
  memory: '0\n',
  pids: '0\n',
  runningOptions: 'root=/dev/sda1 quiet',
};
const debian = {
  firmwareCmdline: fileAnswer(fixture('pi-4-debian-trixie/cmdline.txt')),
  generator: fileAnswer(fixture('pi-4-debian-trixie/z50-raspi-firmware')),
};
const change = (path: string, what = 'memory cgroup') =>
  `change: Change ${path}, so that the kernel offers the ${what} after the reboot that follows`;

describe('control groups', () => {
  itPlans(step, trixie, {
    'get their option on a fresh board, in the file that counts': { finds: [change('/boot/firmware/cmdline.txt')] },
    'wait for the reboot once the file has it': {
      when: { firmwareCmdline: fileAnswer(withMemory, { mode: '755' }) },
      finds: [],
    },
    'are right when memory is there and will be': {
      when: { ...working, firmwareCmdline: fileAnswer(withMemory) },
      finds: [],
    },
    'get their option although memory is there, where the next boot would lose it': {
      when: working,
      finds: [change('/boot/firmware/cmdline.txt')],
    },
    'need no option where nothing switches them off': {
      when: { runningOptions: 'root=/dev/sda1', version2: 'cpuset cpu io memory pids\n' },
      finds: [],
    },
    'do not trust /proc/cgroups, which leaves memory out from 6.12 on': {
      when: { ...working, firmwareCmdline: fileAnswer(withMemory), version1: trixie.version1 },
      finds: [],
    },
    'do not trust /proc/cgroups, which may list what version 2 lacks': {
      when: { version1: version1.version1, runningOptions: 'root=/dev/sda1' },
      finds: [change('/boot/firmware/cmdline.txt')],
    },
    'get an option that somebody put on a line of its own': {
      when: { firmwareCmdline: fileAnswer(`${cmdline}cgroup_enable=memory\n`) },
      finds: [change('/boot/firmware/cmdline.txt')],
    },
    'are written to /boot up to bullseye': { when: bullseye, finds: [change('/boot/cmdline.txt')] },
    'are written to the folder that the firmware boots from': {
      when: { osPrefix: 'current/\0', currentCmdline: fileAnswer('root=LABEL=writable quiet\n') },
      finds: [change('/boot/firmware/current/cmdline.txt')],
    },
    'may be pids as well': {
      when: { version2: 'cpuset cpu io\n' },
      finds: [change('/boot/firmware/cmdline.txt', 'pids and memory cgroup')],
    },
    'are right in version 1': { when: version1, finds: [] },
    'are not right in version 1 when the kernel was told to leave memory out': {
      when: { ...version1, runningOptions: disabled },
      finds: [change('/boot/firmware/cmdline.txt')],
    },
    'are not right in version 1 when the hierarchy is not mounted': {
      when: { ...version1, memory: '' },
      finds: [change('/boot/firmware/cmdline.txt')],
    },
    "are written to Debian's own file where cmdline.txt is generated": {
      node: {
        programs: {
          'update-initramfs':
            'echo "root=/dev/sda1 $(cat /etc/default/raspi-extra-cmdline)" >/boot/firmware/cmdline.txt',
        },
      },
      when: debian,
      finds: [change('/etc/default/raspi-extra-cmdline')],
    },
    'are a problem where there is no boot file': {
      when: { firmwareCmdline: '', bootCmdline: '' },
      finds: [
        'problem: its kernel runs without the memory cgroup, and there is no cmdline.txt with root= in /boot/firmware or /boot',
      ],
    },
    'are a problem where the firmware boots from an unknown folder': {
      when: { osPrefix: 'a1b2c3d4/\0' },
      finds: [
        'problem: its kernel runs without the memory cgroup, and there is no a1b2c3d4/cmdline.txt with root= in /boot/firmware or /boot',
      ],
    },
    'are nothing to change when the kernel ignores the option, which the reboot step says': {
      when: { runningOptions: enabled, firmwareCmdline: fileAnswer(withMemory) },
      finds: [],
    },
  });

  it('keeps all other options and their order', () => {
    const [finding] = planStep(step, trixie);
    assert.equal(finding && 'after' in finding ? finding.after : '', withMemory);
  });

  it('keeps the original beside the file', () => {
    const [finding] = planStep(step, trixie);
    const script = finding && 'script' in finding ? finding.script.wire : '';
    assert.match(script, /^\[ -e (\S+\.microcloud\.bak) \] \|\| cp \/boot\/firmware\/cmdline\.txt \1$/m);
  });

  it('says that a reboot follows, unless the kernel has the cgroups already', () => {
    const follows = (answers: typeof trixie) => planStep(step, answers).map((one) => 'rebootFollows' in one);
    assert.deepEqual([follows(trixie), follows({ ...trixie, ...working })], [[true], [false]]);
  });

  it("makes Debian's initramfs hook write cmdline.txt anew", () => {
    const [finding] = planStep(step, { ...trixie, ...debian, extraOptions: fileAnswer('quiet\n') });
    assert.ok(finding?.kind === 'change');
    assert.equal(finding.after, 'quiet cgroup_enable=memory\n');
    assert.match(finding.script.wire, /^update-initramfs -u$/m);
  });
});
