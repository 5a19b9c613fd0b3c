import { limits } from '../../engine/limits.ts';
import { defineStep } from '../../engine/model.ts';
import { bootFile, bootFiles, optionsIn } from '../../facts/boot-files.ts';
import { commandFact } from '../../facts/command.ts';
import { fileFact } from '../../facts/file.ts';
import { sh } from '../../shell/sh.ts';

/** Raspberry Pi OS up to bookworm resizes the card in a boot of its own; Imager sets up the board in another one. */
const firstBootOption = /^init=\S*(firstboot|init_resize)|^systemd\.run=/;

/** Other programs that set a board up at its first boot, and what helps where that does not end. */
const setups: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  preseed: ['rpi-preseed', 'Look what it does: ssh {node} systemctl status rpi-preseed.service'],
  dietpi: ["DietPi's first run", 'Log in to it once, and let it finish: ssh {node}'],
  armbian: ["Armbian's first login", 'Log in to it once as root, and answer what it asks: ssh root@{node}'],
};

const otherSetups = commandFact(
  'setups of the first boot',
  // Imager writes rpi-preseed.toml for systems that have rpi-preseed. DietPi's stage is 2 when it is done.
  sh`for f in /boot/firmware/rpi-preseed.toml /boot/rpi-preseed.toml; do
  [ ! -e "$f" ] || case $(systemctl is-active rpi-preseed.service) in activating) echo preseed ;; esac
done
for f in /boot/dietpi/.install_stage /boot/firmware/dietpi/.install_stage; do
  [ ! -e "$f" ] || { read -r stage <"$f"; [ "$stage" = 2 ] || echo dietpi; }
done
[ ! -e /root/.not_logged_in_yet ] || echo armbian`,
  (stdout) => [...new Set(stdout.split('\n'))].flatMap((name) => (setups[name] ? [setups[name]] : [])),
);

export default defineStep({
  id: 'system.first_boot',
  title: 'First boot finished',
  on: 'machines',
  needs: () => ({
    ...bootFiles,
    // Cheaper than `cloud-init status`, which starts Python: seconds on a Pi.
    cloudInit: fileFact('/run/cloud-init/enabled'),
    cloudInitResult: fileFact('/run/cloud-init/result.json'),
    others: otherSetups,
  }),
  *plan({ facts }) {
    if (facts.cloudInit.exists && !facts.cloudInitResult.exists) {
      yield {
        kind: 'wait',
        about: 'cloud-init',
        summary: 'cloud-init still sets this node up',
        limitSeconds: limits.firstBoot,
        hint: 'Look what it does: ssh {node} cloud-init status --long',
      };
    }
    for (const [what, hint] of facts.others) {
      yield {
        kind: 'wait',
        about: what,
        summary: `${what} still sets this node up`,
        limitSeconds: limits.firstBoot,
        hint,
      };
    }
    const options = [...optionsIn(facts.runningOptions), ...optionsIn(bootFile(facts)?.content)];
    const option = options.find((candidate) => firstBootOption.test(candidate));
    if (!option) return;
    yield {
      kind: 'wait',
      summary: `the first boot is not finished (${option})`,
      limitSeconds: limits.firstBoot,
      hint: 'Restart it: ssh {node} sudo reboot',
    };
  },
});
