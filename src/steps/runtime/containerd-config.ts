import { pauseImage } from '../../artifacts/artifact-table.ts';
import { defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { packageFact } from '../../facts/package.ts';
import { unitFact } from '../../facts/unit.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { under } from '../../resources/adjust-findings.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { ensureEnabled, ensureStarted } from '../../resources/ensure-unit.ts';
import { template } from '../../resources/template.ts';

/** Which template a major version of containerd reads. */
const templates: Readonly<Record<string, string>> = { '1': 'containerd-1.toml', '2': 'containerd-2.toml' };

/** The version that apt installs. The phase preflight refuses releases with an older one. */
const usual = '1.7';

export default defineStep({
  id: 'cri.config',
  title: 'containerd',
  only: 'kubeadm',
  needs: () => ({
    config: fileFact('/etc/containerd/config.toml'),
    unit: unitFact('containerd.service'),
    debian: packageFact('containerd'),
    docker: packageFact('containerd.io'),
  }),
  *plan({ cluster, facts }) {
    const version = facts.docker ?? facts.debian ?? usual;
    const file = templates[version[0] ?? ''] ?? 'containerd-2.toml';
    yield* ensureFile(facts.config, { content: template(file, valuesFor(cluster)) });
    yield* under('cri.socket', ensureEnabled(facts.unit));
    yield* under(facts.unit.active ? 'cri.config' : 'cri.socket', ensureStarted(facts.unit, [facts.config]));
  },
});

function valuesFor(cluster: Cluster): Readonly<Record<string, string>> {
  // TOML refuses the same key twice.
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

/**
 * Writes fields of containerd's CRI plugin as lines of TOML. TOML reads texts, numbers and lists as JSON writes them.
 */
export function criFields(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([key, value]) => `  ${key} = ${JSON.stringify(value)}\n`)
    .join('');
}
