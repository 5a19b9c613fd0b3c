import { defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { releaseIn } from '../../facts/machine.ts';
import { packageFact } from '../../facts/package.ts';

/** Versions that apt would install on releases where the version is too old. */
const older: Readonly<Record<string, string>> = { bullseye: '1.4' };

export default defineStep({
  id: 'cri.too_old',
  title: "containerd's version",
  only: 'kubeadm',
  needs: () => ({
    release: fileFact('/etc/os-release'),
    debian: packageFact('containerd'),
    docker: packageFact('containerd.io'),
  }),
  *plan({ facts }) {
    const version = facts.docker ?? facts.debian ?? older[releaseIn(facts.release).VERSION_CODENAME ?? ''] ?? '';
    if (!/^(0|1\.[0-5])\b/.test(version)) return;
    yield {
      kind: 'problem',
      summary: `containerd ${version} is too old: Kubernetes needs 1.6.`,
      hint: 'Upgrade the node to Debian 12 (bookworm) or later, or set cluster.distribution: k3s',
    };
  },
});
