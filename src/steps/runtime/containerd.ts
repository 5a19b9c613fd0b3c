import { pauseImage } from '../../artifacts/table.ts';
import { defineStep } from '../../engine/model.ts';
import { type FileState, fileFact } from '../../facts/file.ts';
import { packageFact } from '../../facts/package.ts';
import { unitFact } from '../../facts/unit.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { ensureFile } from '../../resources/file.ts';
import { template } from '../../resources/template.ts';
import { ensureRunning } from '../../resources/unit.ts';
import { criFields } from './cri.ts';

/** Which template a major version of containerd reads. */
const templates: Readonly<Record<string, string>> = { '1': 'containerd-1.toml', '2': 'containerd-2.toml' };

export default defineStep({
  title: 'containerd',
  only: 'kubeadm',
  needs: () => ({
    config: fileFact('/etc/containerd/config.toml'),
    release: fileFact('/etc/os-release'),
    unit: unitFact('containerd.service'),
    debian: packageFact('containerd'),
    docker: packageFact('containerd.io'),
  }),
  *plan({ cluster, facts }) {
    const version = facts.docker ?? facts.debian ?? coming(facts.release);
    if (/^(0|1\.[0-5])\b/.test(version)) {
      return yield {
        kind: 'problem',
        summary: `containerd ${version} is too old: Kubernetes needs 1.6.`,
        hint: 'Upgrade the node to Debian 12 (bookworm) or later, or set cluster.distribution: k3s',
      };
    }
    const file = templates[version[0] ?? ''] ?? 'containerd-2.toml';
    yield* ensureFile(facts.config, { content: template(file, valuesFor(cluster)) });
    yield* ensureRunning(facts.unit, [facts.config]);
  },
});

/** What apt will bring: Debian 11 stays at its old one, elsewhere it is the usual one. */
function coming(release: FileState): string {
  return release.exists && /^VERSION_CODENAME=bullseye$/m.test(release.content) ? '1.4' : '1.7';
}

function valuesFor(cluster: Cluster): Readonly<Record<string, string>> {
  // TOML refuses a key that is there twice.
  const { sandbox_image = pauseImage(cluster), ...cri } = cluster.containerd.cri ?? {};
  return {
    pauseImage: String(sandbox_image),
    cri: criFields(cri),
    systemdCgroup: String(cgroupDriver(cluster) === 'systemd'),
  };
}

/** kubelet and containerd must agree: https://kubernetes.io/docs/setup/production-environment/container-runtimes/ */
function cgroupDriver(cluster: Cluster): string {
  return String(cluster.kubeadm.kubelet?.cgroupDriver ?? 'systemd');
}
