import { defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { changedOverlays } from '../../facts/firmware-config.ts';
import { bootId } from '../../facts/machine.ts';
import { modulesState } from '../../facts/modules.ts';
import { sh } from '../../shell/sh.ts';
import { controllerFacts, controllersAfterReboot, controllersInVain } from '../kernel/cgroup-controllers.ts';
import { rpiSwapFacts, swapUntilReboot } from '../kernel/swap.ts';

export default defineStep({
  id: 'boot.reboot',
  title: 'Reboot, where something asks for it',
  needs: () => ({
    bootId,
    modules: modulesState,
    overlays: fileFact(changedOverlays),
    ...controllerFacts,
    ...rpiSwapFacts,
  }),
  *plan({ node, facts }) {
    for (const controller of controllersInVain(facts)) {
      yield {
        kind: 'problem',
        id: 'cgroup.in_vain',
        about: controller,
        summary: `its kernel has no ${controller} cgroup although cgroup_enable=${controller} is set`,
        hint: 'Kernels of autumn 2024 ignore the option. Upgrade: ssh -t {node} "sudo apt update && sudo apt full-upgrade && sudo reboot"',
      };
    }
    const swap = node.swap === 'off' ? swapUntilReboot(facts) : [];
    const reasons = [
      ...controllersAfterReboot(facts).map((controller) => `the ${controller} cgroup is off until then`),
      ...swap.map((device) => `swap is on ${device} until then`),
      ...(facts.overlays.exists ? ['the kernel knows nothing of changed overlays until then'] : []),
      ...(facts.modules.areGone ? ["the running kernel's modules are gone"] : []),
    ];
    if (reasons.length === 0) return;
    yield {
      kind: 'change',
      id: swap.length > 0 ? 'swap.active' : 'boot.reboot',
      summary: `Reboot: ${reasons.join(', ')}`,
      script: sh`systemctl --no-block reboot`,
      effect: { kind: 'reboot', bootId: facts.bootId },
    };
  },
});
