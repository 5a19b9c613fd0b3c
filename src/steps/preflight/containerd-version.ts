import { Version } from '../../distributions/version.ts';
import { defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { releaseIn } from '../../facts/machine.ts';
import { packageFact } from '../../facts/package.ts';

/**
 * From this version on kubelet needs containerd 2: it asks for the cgroup driver (RuntimeConfig), which 1.x cannot
 * answer. Earlier kubelets only warn: https://github.com/kubernetes/kubernetes/blob/v1.37.2/cmd/kubelet/app/server.go
 */
const needsSecond = Version.of('1.38.0');

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
  *plan({ cluster, facts }) {
    const version = facts.docker ?? facts.debian ?? older[releaseIn(facts.release).VERSION_CODENAME ?? ''] ?? '';
    if (needsSecond.minorsAheadOf(cluster.version) <= 0 && /^[01]\./.test(version || '1.7')) {
      return yield {
        kind: 'problem',
        summary: `containerd ${version || '1.7'} is too old for Kubernetes ${cluster.version}: kubelet needs 2.0 from ${needsSecond.major}.${needsSecond.minor} on`,
        hint: `Install containerd.io of Docker's packages (https://docs.docker.com/engine/install/debian), set cluster.distribution: k3s, which brings its own, or set cluster.version to one before ${needsSecond.major}.${needsSecond.minor}`,
      };
    }
    if (!/^(0|1\.[0-5])\b/.test(version)) return;
    yield {
      kind: 'problem',
      summary: `containerd ${version} is too old: Kubernetes needs 1.6.`,
      hint: 'Upgrade the node to Debian 12 (bookworm) or later, or set cluster.distribution: k3s',
    };
  },
});
