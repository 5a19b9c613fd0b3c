import { distributionOf } from '../distributions/table.ts';
import type { Fact } from '../engine/model.ts';
import type { Cluster } from '../inventory/schema.ts';
import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';
import { kubeadmRunning, kubectlFact } from './kubectl.ts';

/** How far this node came into a cluster: 'interrupted' when an init or join of kubeadm began and did not end. */
export type MemberState = 'none' | 'interrupted' | 'done';

/** Whether this node is in a cluster. */
export function memberState(cluster: Pick<Cluster, 'distribution'>): Fact<MemberState> {
  return commandFact(
    'member',
    sh`if [ -e ${kubeadmRunning} ]; then echo interrupted
elif [ -e ${distributionOf(cluster).joined} ]; then echo "done"
else echo none; fi`,
    (stdout) => stdout.trim() as MemberState,
  );
}

/** One Node object of the cluster. */
export interface KubernetesNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As people write them: key=value:NoSchedule */
  readonly taints: readonly string[];
  readonly ready: boolean;
  /** Why it is not Ready, in Kubernetes' words. */
  readonly message: string;
  readonly kubeletVersion: string;
  readonly machineId: string;
  /** The annotation that says what of it microcloud manages, '' without. */
  readonly managed: string;
  /** Its pods were moved elsewhere for an upgrade that has not ended. */
  readonly drained: boolean;
}

/** A Deployment or DaemonSet. */
export interface Workload {
  /** namespace/name */
  readonly name: string;
  readonly available: number;
  readonly wanted: number;
  /** Identifies the manifest that microcloud applied last. */
  readonly applied: string;
}

/** The cluster as a control plane sees it; 'silent' when its API does not answer (yet). */
export type ClusterState =
  | { readonly kind: 'none' }
  | { readonly kind: 'silent'; readonly reason: string }
  | { readonly kind: 'running'; readonly nodes: readonly KubernetesNode[]; readonly workloads: readonly Workload[] };

/** Annotation on what microcloud applies: the manifest's sum. */
const appliedAnnotation = 'microcloud.cloudy/applied';
/** Annotation on Nodes: which labels and taints come from the inventory. */
export const managedAnnotation = 'microcloud.cloudy/managed';
/** Annotation on Nodes that are cordoned for an upgrade. */
export const drainedAnnotation = 'microcloud.cloudy/drained';

const conditions = '.status.conditions[?(@.type=="Ready")]';
const columns = [
  '.kind',
  '.metadata.namespace',
  '.metadata.name',
  '.metadata.labels',
  '.spec.taints',
  `${conditions}.status`,
  `${conditions}.message`,
  '.status.nodeInfo.kubeletVersion',
  '.status.nodeInfo.machineID',
  '.status.availableReplicas',
  '.spec.replicas',
  '.status.numberAvailable',
  '.status.desiredNumberScheduled',
  annotation(appliedAnnotation),
  annotation(managedAnnotation),
  annotation(drainedAnnotation),
];

/** Everything that steps ask of the cluster. */
export function clusterState(cluster: Pick<Cluster, 'distribution'>): Fact<ClusterState> {
  const kinds = ['nodes', 'deployments.apps', 'daemonsets.apps'];
  return kubectlFact('cluster', cluster, { kinds, fields: columns }, parseClusterState);
}

function annotation(name: string): string {
  return `.metadata.annotations.${name.replaceAll('.', '\\.')}`;
}

function parseClusterState(stdout: string): ClusterState {
  // Not trim(): the last columns of the last line may be empty.
  const lines = stdout.replace(/\n+$/, '').split('\n');
  if (lines[0] === 'none') return { kind: 'none' };
  if (lines.at(-1) === 'silent') return { kind: 'silent', reason: lines.at(-2) ?? '' };
  const rows = lines.map((line) => line.split('\t')).filter((row) => row.length >= columns.length);
  return {
    kind: 'running',
    nodes: rows.filter(([kind]) => kind === 'Node').map(nodeOf),
    workloads: rows.filter(([kind = '']) => ['Deployment', 'DaemonSet'].includes(kind)).map(workloadOf),
  };
}

function nodeOf(row: readonly string[]): KubernetesNode {
  const [, , name = '', labels, taints, ready, message = '', kubeletVersion = '', machineId = ''] = row;
  const noted = (name: string) => row[columns.indexOf(annotation(name))] ?? '';
  const parsed = JSON.parse(taints || '[]') as { key: string; value?: string; effect: string }[];
  return {
    name,
    labels: JSON.parse(labels || '{}'),
    taints: parsed.map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`),
    ready: ready === 'True',
    message,
    kubeletVersion,
    machineId,
    managed: noted(managedAnnotation),
    drained: noted(drainedAnnotation) !== '',
  };
}

function workloadOf(row: readonly string[]): Workload {
  const [, namespace, name, , , , , , , replicasAvailable, replicas, available, desired, applied = ''] = row;
  return {
    name: `${namespace}/${name}`,
    available: Number(replicasAvailable || available || 0),
    wanted: Number(replicas || desired || 0),
    applied,
  };
}
