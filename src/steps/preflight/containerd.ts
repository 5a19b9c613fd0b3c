import { defineStep } from '../../engine/model.ts';
import { type FileState, fileFact } from '../../facts/file.ts';
import { packageFact } from '../../facts/package.ts';

export default defineStep({
  title: "containerd's version",
  only: 'kubeadm',
  needs: () => ({
    release: fileFact('/etc/os-release'),
    debian: packageFact('containerd'),
    docker: packageFact('containerd.io'),
  }),
  *plan({ facts }) {
    const version = facts.docker ?? facts.debian ?? coming(facts.release);
    if (!/^(0|1\.[0-5])\b/.test(version)) return;
    yield {
      kind: 'problem',
      summary: `containerd ${version} is too old: Kubernetes needs 1.6.`,
      hint: 'Upgrade the node to Debian 12 (bookworm) or later, or set cluster.distribution: k3s',
    };
  },
});

/** What apt will bring: Debian 11 stays at its old one, elsewhere it is the usual one. */
function coming(release: FileState): string {
  return release.exists && /^VERSION_CODENAME=bullseye$/m.test(release.content) ? '1.4' : '1.7';
}
