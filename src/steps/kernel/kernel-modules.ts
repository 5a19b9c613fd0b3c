import { defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { modulesState, neededModules } from '../../facts/modules.ts';
import { under } from '../../resources/adjust-findings.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { command, sh } from '../../shell/sh.ts';
import { aptReady } from '../packages/apt-ready.ts';

export default defineStep({
  id: 'kernel.modules',
  title: 'Kernel modules',
  needs: () => ({ file: fileFact('/etc/modules-load.d/microcloud.conf'), modules: modulesState }),
  *plan({ facts: { file, modules } }) {
    const content = `${neededModules.join('\n')}\n`;
    yield* under('kernel.modules_boot', ensureFile(file, { content, why: 'so that they are loaded at boot' }));
    for (const { name, file } of modules.forbidden) {
      yield {
        kind: 'problem',
        about: name,
        summary: `${file} keeps the kernel from loading ${name}, which pods need`,
        hint: `Take its line "install ${name} …" out: ${command`ssh -t {node} sudo sed -i ${`/install.*${name}/d`} ${file}`}`,
      };
    }
    const missing = neededModules.filter((name) => !modules.loaded.includes(name));
    // The next boot brings a kernel with its modules, and loads the modules that the file names.
    if (missing.length === 0 || modules.areGone || modules.forbidden.length > 0) return;
    yield { kind: 'change', summary: `Load ${missing.join(', ')}`, script: load(missing) };
  },
});

// Ubuntu 22.04 for Raspberry Pi has vxlan in a package of its own: https://docs.k3s.io/installation/requirements
function load(missing: readonly string[]) {
  return sh`if modprobe -a ${missing}; then exit; fi
read -r release </proc/sys/kernel/osrelease
case $release in *-raspi) ;; *) exit 1 ;; esac
${aptReady}
apt_get install --no-install-recommends "linux-modules-extra-$release"
modprobe -a ${missing}`;
}
