import { defineStep } from '../../engine/model.ts';
import { bootFile, bootFiles, optionsIn } from '../../facts/boot-files.ts';
import { fileFact } from '../../facts/file.ts';

const limitSeconds = 900;
/** Raspberry Pi OS up to bookworm resizes the card in a boot of its own; Imager sets up the board in another one. */
const firstBootOption = /^init=\S*(firstboot|init_resize)|^systemd\.run=/;

export default defineStep({
  id: 'system.first_boot',
  title: 'First boot finished',
  needs: () => ({
    ...bootFiles,
    // Cheaper than `cloud-init status`, which starts Python: seconds on a Pi.
    cloudInit: fileFact('/run/cloud-init/enabled'),
    cloudInitResult: fileFact('/run/cloud-init/result.json'),
  }),
  *plan({ facts }) {
    if (facts.cloudInit.exists && !facts.cloudInitResult.exists) {
      yield {
        kind: 'wait',
        about: 'cloud-init',
        summary: 'cloud-init still sets this node up',
        limitSeconds,
        hint: 'Look what it does: ssh {node} cloud-init status --long',
      };
    }
    const options = [...optionsIn(facts.runningOptions), ...optionsIn(bootFile(facts)?.content)];
    const option = options.find((candidate) => firstBootOption.test(candidate));
    if (!option) return;
    yield {
      kind: 'wait',
      summary: `the first boot is not finished (${option})`,
      limitSeconds,
      hint: 'Restart it: ssh {node} sudo reboot',
    };
  },
});
