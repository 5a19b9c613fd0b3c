import { clusterArtifacts } from '../../artifacts/artifact-table.ts';
import { Version } from '../../distributions/version.ts';
import { type Change, defineStep, type FactsOf, type Scope } from '../../engine/model.ts';
import { configMapText, kubeadmObjects } from '../../facts/cluster/kubeadm-objects.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { askedIf } from '../../facts/command.ts';
import { fileFact } from '../../facts/file.ts';
import { journalCause } from '../../facts/journal.ts';
import { architecture } from '../../facts/machine.ts';
import { partVersions } from '../../facts/part-versions.ts';
import { programsFact } from '../../facts/programs.ts';
import { controlPlanesOf, isControlPlane } from '../../inventory/node-roles.ts';
import { lines, sh } from '../../shell/sh.ts';
import { install } from '../kubernetes/install-artifact.ts';
import { endingOldApi } from './end-old-api.ts';
import { runUpgrade, upgradeMark } from './run-kubeadm-upgrade.ts';

const folder = '/usr/local/bin';

/**
 * The programs that a node gets only in its turn of an upgrade: kubelet must not be newer than the API, and kubectl
 * belongs to its API.
 */
export const turnPrograms = ['kubectl', 'kubelet'] as const;

const needs = ({ cluster, node }: Scope) => ({
  state: memberState(cluster),
  architecture,
  programs: programsFact(folder),
  parts: partVersions(cluster),
  mark: fileFact(upgradeMark),
  ...askedIf(isControlPlane(node), { objects: kubeadmObjects(cluster) }),
});

type Facts = FactsOf<ReturnType<typeof needs>>;

export default defineStep({
  id: 'kubelet.programs',
  title: 'Kubernetes runs in its present version',
  only: 'kubeadm',
  needs,
  *plan({ facts, ...scope }) {
    if (facts.state !== 'done') return;
    yield* upgradeParts(scope, facts);
    yield* upgradePrograms(scope, facts);
  },
});

/**
 * Upgrades the parts of a control plane: kubeadm rewrites the manifests that start them, and the version that the
 * cluster notes.
 */
function* upgradeParts({ cluster, node, nodes, leader }: Scope, { parts, mark, objects }: Facts): Iterable<Change> {
  if (!isControlPlane(node)) return;
  const { version: wanted } = cluster;
  const settings = (objects && node.name === leader.name && configMapText(objects, 'kubeadm-config')) || '';
  const ofCluster = Version.parse(/^kubernetesVersion: (\S+)$/m.exec(settings)?.[1] ?? '');
  const all = [...parts, ...(ofCluster ? [ofCluster] : [])];
  const [oldest = wanted] = all.toSorted((a, b) => a.compare(b));
  if (oldest.compare(wanted) === 0 && !mark.exists) return;
  // `apply` runs once for the cluster. The other control planes, also one that was away meanwhile, then follow the
  // version that the cluster notes.
  const isFirst = node.name === leader.name && (mark.exists || ofCluster?.compare(wanted) !== 0);
  const isOnly = controlPlanesOf(nodes).length === 1;
  const gap = isOnly ? ': its API is away for about a minute, pods go on' : '';
  const from = oldest.compare(wanted) === 0 ? '' : ` from ${oldest.release}`;
  yield {
    kind: 'change',
    summary: `Upgrade Kubernetes${from} to ${wanted.release}${gap}`,
    script: runUpgrade(isFirst ? 'apply' : 'node', cluster, isOnly ? endingOldApi() : undefined),
    explain: journalCause(cluster),
    drain: true,
  };
}

function* upgradePrograms({ cluster, node }: Scope, { programs, architecture }: Facts): Iterable<Change> {
  const artifacts = clusterArtifacts(cluster, node.role, architecture);
  for (const name of turnPrograms) {
    const artifact = artifacts.find((one) => one.name === name);
    const installed = programs.recorded.get(name);
    if (!artifact || installed === artifact.version) continue;
    const installing = install(artifact, folder);
    yield {
      kind: 'change',
      about: name,
      summary: `Upgrade ${name}${installed ? ` from ${installed}` : ''} to ${artifact.version}`,
      artifact,
      script: name === 'kubelet' ? lines([settingsOf(node, cluster), installing, restarted]) : installing,
      explain: journalCause(cluster),
      drain: true,
    };
  }
}

// On a control plane kubeadm has written kubelet's settings with the parts.
function settingsOf(node: Scope['node'], cluster: Scope['cluster']) {
  return isControlPlane(node) ? sh`:` : runUpgrade('node', cluster);
}

const restarted = sh`systemctl daemon-reload
systemctl restart kubelet.service`;
