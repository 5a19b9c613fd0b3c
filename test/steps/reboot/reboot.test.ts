import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/reboot/reboot.ts';
import { fixture } from '../../support/fixture.ts';
import { fileAnswer, makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const cmdline = fixture('pi-4-raspios-trixie/cmdline.txt').trim();
const disabled = fixture('pi-4-raspios-trixie/proc-cmdline').trim();
const header = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';

/** A prepared Pi 4 with trixie. */
const base = {
  bootId: 'd1a7c2f4\n',
  modules: 'loaded overlay\n',
  runningOptions: `${disabled} cgroup_enable=memory\n`,
  osPrefix: '\0',
  texts: '',
  firmwareCmdline: fileAnswer(`${cmdline} cgroup_enable=memory\n`),
  currentCmdline: '',
  bootCmdline: '',
  version2: 'cpuset cpu io memory pids\n',
  version1: '',
  memory: '',
  pids: '',
  active: header,
  overlays: '',
  rpiSwapSettings: fileAnswer('[Main]\n'),
  rpiSwapPackage: '1.5-1',
  rpiSwap: fileAnswer('[Main]\nMechanism=none\n'),
};
const noMemory = { runningOptions: `${disabled}\n`, version2: 'cpuset cpu io pids\n' };
const zram = { active: `${header}/dev/zram0                              partition\t2097136\t\t0\t\t100\n` };

describe('reboot', () => {
  itPlans(
    step,
    base,
    {
      'is not needed on a prepared node': { finds: [] },
      'brings the memory cgroup': {
        when: noMemory,
        finds: ['change: Reboot: the memory cgroup is off until then'],
      },
      'does not bring a cgroup that the boot file does not ask for': {
        when: { ...noMemory, firmwareCmdline: fileAnswer(`${cmdline}\n`) },
        finds: [],
      },
      'does not bring a cgroup that the kernel was asked for in vain': {
        when: { version2: 'cpuset cpu io pids\n' },
        finds: ['problem: its kernel has no memory cgroup although cgroup_enable=memory is set [cgroup.in_vain]'],
      },
      'ends the swap that rpi-swap made': {
        when: zram,
        finds: ['change: Reboot: swap is on /dev/zram0 until then [swap.active]'],
      },
      'does not end swap that is kept': { when: zram, scope: makeScope({ node: { swap: 'keep' } }), finds: [] },
      'brings the modules of the new kernel': {
        undone: "a scratch root has its host's modules",
        when: { modules: 'gone\n' },
        finds: ["change: Reboot: the running kernel's modules are gone"],
      },
      'lets the kernel know of changed overlays': {
        when: { overlays: fileAnswer('') },
        finds: ['change: Reboot: the kernel knows nothing of changed overlays until then'],
      },
      'happens once for several reasons': {
        when: { ...noMemory, ...zram },
        finds: ['change: Reboot: the memory cgroup is off until then, swap is on /dev/zram0 until then [swap.active]'],
      },
    },
    { once: 'nothing reboots' },
  );

  it('is over when the boot id is another one', () => {
    const [finding] = planStep(step, { ...base, ...noMemory });
    assert.deepEqual(finding && 'effect' in finding && finding.effect, { kind: 'reboot', bootId: 'd1a7c2f4' });
  });
});
