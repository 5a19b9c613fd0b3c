import { defineStep } from '../../engine/model.ts';
import { aptHolder } from '../../facts/apt.ts';
import { cniPackage, damageText, packagedCni } from '../../facts/cni-programs.ts';
import { packageFact } from '../../facts/package.ts';
import { sh } from '../../shell/sh.ts';
import { aptReady, ensureAptFree } from './apt-ready.ts';
import { aptCauses } from './apt-update.ts';

// dpkg counts a package as installed even when its files are gone.
export default defineStep({
  id: 'cni.programs',
  title: 'Programs of the pod network',
  only: 'kubeadm',
  needs: () => ({ holder: aptHolder, installed: packageFact(cniPackage), damaged: packagedCni }),
  *plan({ facts: { holder, installed, damaged } }) {
    if (!installed || damaged.length === 0) return;
    if (holder) return yield* ensureAptFree(holder);
    yield {
      kind: 'change',
      summary: `Install ${cniPackage} again: ${damageText(damaged)}`,
      script: sh`${aptReady}
apt_get install --reinstall --no-install-recommends ${cniPackage}`,
      explain: aptCauses,
    };
  },
});
