import { pauseImage } from '../../artifacts/artifact-table.ts';
import { defineStep, type Finding } from '../../engine/model.ts';
import { type FileState, fileFact } from '../../facts/file.ts';
import { packageFact } from '../../facts/package.ts';
import { unitFact } from '../../facts/unit.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { under } from '../../resources/adjust-findings.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { ensureEnabled, ensureStarted } from '../../resources/ensure-unit.ts';
import { isOthers, replaceFile } from '../../resources/replace-file.ts';
import { template } from '../../resources/template.ts';
import { type Formats, keep } from './keep-settings.ts';

/** The formats that a containerd reads, and the template of each. The last one is the containerd's own. */
type Templates = readonly (readonly [format: number, name: string])[];
const templates: Readonly<Record<string, Templates>> = { '1': [[2, 'containerd-1.toml']] };
const newest: Templates = [
  [2, 'containerd-1.toml'],
  [3, 'containerd-2.toml'],
];

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
    const values = valuesFor(cluster);
    const formats = (templates[version[0] ?? ''] ?? newest).map(
      ([format, name]) => [format, template(name, values)] as const,
    );
    yield* ensureConfig(facts.config, formats);
    yield* under('cri.socket', ensureEnabled(facts.unit));
    yield* under(facts.unit.active ? 'cri.config' : 'cri.socket', ensureStarted(facts.unit, [facts.config]));
  },
});

function* ensureConfig(config: FileState, formats: Formats): Iterable<Finding> {
  const content = formats.at(-1)?.[1] ?? '';
  if (!isOthers(config)) return yield* ensureFile(config, { content });
  const kept = keep(config.content, formats);
  if (kept.kind === 'nothing') return yield* ensureFile(config, { content });
  if (kept.kind === 'broken') {
    const summary = `${config.path} was not written by microcloud, and line ${kept.line} is not TOML: its settings no longer count`;
    return yield* replaceFile(config, { content }, { summary, hint: settingsHint });
  }
  if (kept.content === config.content) return;
  const lost = kept.lost.join(', ');
  const summary = `${config.path} was not written by microcloud. Its settings stay, except these: ${lost}`;
  // The file may hold secrets, so its mode stays as it is.
  const wanted = { content: kept.content, mode: config.mode };
  yield* replaceFile(config, wanted, lost === '' ? undefined : { summary, hint: settingsHint });
}

const settingsHint =
  'Write mirrors and certificates of registries under cluster.registries, and other settings under cluster.containerd.cri, before init';

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
