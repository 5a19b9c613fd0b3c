import { type Arch, platforms } from '../../artifacts/architectures.ts';
import { unsupported } from '../../distributions/table.ts';
import { defineStep } from '../../engine/model.ts';
import { textFact } from '../../facts/command.ts';
import { architecture } from '../../facts/machine.ts';
import { sh } from '../../shell/sh.ts';

/** The architecture of the kernel. A 64-bit kernel may run a 32-bit system. */
const machine = textFact('machine', sh`uname -m`);

export default defineStep({
  id: 'hw.architecture',
  title: 'Architecture',
  needs: () => ({ architecture, machine }),
  *plan({ cluster, facts }) {
    if (facts.machine === 'armv6l') {
      // The 32-bit builds need ARMv7 and dump core here: https://github.com/k3s-io/k3s/issues/13273
      return yield {
        kind: 'problem',
        id: 'hw.armv6',
        summary: 'it is an ARMv6 board (Pi 1, Zero or Zero W), which neither Kubernetes nor k3s runs on',
        hint: 'Use a Pi 2 or later; a Zero 2 W can be a worker.',
      };
    }
    const arch = facts.architecture;
    if (!Object.hasOwn(platforms, arch)) {
      return yield {
        kind: 'problem',
        summary: `its system is built for ${arch}; ${Object.keys(platforms).join(', ')} are supported`,
        hint: 'Install the 64-bit Raspberry Pi OS.',
      };
    }
    const refusal = unsupported(cluster.distribution, arch as Arch);
    if (refusal) yield { kind: 'problem', ...refusal };
  },
});
