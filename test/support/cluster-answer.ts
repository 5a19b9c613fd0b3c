import { questionsOf } from '../../src/engine/compile.ts';
import type { Fact } from '../../src/engine/model.ts';
import { clusterState, wholeCluster } from '../../src/facts/cluster/cluster-state.ts';
import { makeScope } from './plan.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests reach into objects as Kubernetes makes them, whatever their kind.
export type Item = any;

/** Objects by kind and name: 'Node pi-2', 'Deployment kube-system/coredns'. */
export type Items = Record<string, Item>;

const labels = (name: string) => ({
  'beta.kubernetes.io/arch': 'amd64',
  'beta.kubernetes.io/os': 'linux',
  'kubernetes.io/arch': 'amd64',
  'kubernetes.io/hostname': name,
  'kubernetes.io/os': 'linux',
});
const closed = { effect: 'NoSchedule', key: 'node-role.kubernetes.io/control-plane' };
const node = (name: string, machineID: string) => ({
  kind: 'Node',
  metadata: { name, labels: labels(name), annotations: { 'flannel.alpha.coreos.com/public-ip': '172.29.5.11' } },
  spec: { podCIDR: '10.244.0.0/24' },
  status: {
    conditions: [
      { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', message: 'kubelet has room' },
      { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
    ],
    addresses: [{ type: 'InternalIP', address: '172.29.5.11' }],
    nodeInfo: { kubeletVersion: 'v1.35.4', machineID },
  },
});
const deployment = (namespace: string, name: string) => ({
  kind: 'Deployment',
  metadata: { namespace, name, generation: 1 },
  spec: { replicas: 2 },
  status: { availableReplicas: 2, updatedReplicas: 2, observedGeneration: 1 },
});
const daemonSet = (namespace: string, name: string) => ({
  kind: 'DaemonSet',
  metadata: { namespace, name, generation: 1, labels: { 'k8s-app': name } },
  spec: {},
  status: { numberAvailable: 3, desiredNumberScheduled: 3, updatedNumberScheduled: 3, observedGeneration: 1 },
});

/** Reads the objects of a cluster of three simulated nodes, recorded from its API. */
function capturedItems(): Items {
  const all: readonly Item[] = [
    node('pi-1', 'f171b99f871f4aa780dcd599a06f1b13'),
    node('pi-2', '2bd8ad4b612c4ef5ae5aa6fa69db0ba6'),
    node('pi-3', '1c4c9711eecd427e94ba01af0ac56725'),
    deployment('default', 'hello'),
    deployment('kube-system', 'coredns'),
    daemonSet('kube-flannel', 'kube-flannel-ds'),
    daemonSet('kube-system', 'kube-proxy'),
  ];
  const name = ({ metadata }: Item) => [metadata.namespace, metadata.name].filter(Boolean).join('/');
  const items: Items = Object.fromEntries(all.map((one) => [`${one.kind} ${name(one)}`, one]));
  const first = items['Node pi-1'];
  first.metadata.labels['node-role.kubernetes.io/control-plane'] = '';
  first.metadata.labels['node.kubernetes.io/exclude-from-external-load-balancers'] = '';
  first.spec.taints = [closed];
  return items;
}

/** The time at which clusters of tests are asked, in seconds since 1970. */
export const now = 1_795_000_000;

/** Makes the answer of a control plane about that cluster, after a change of its objects. */
export function clusterAnswer(
  change: (items: Items) => void = () => {},
  fact: Fact<unknown> = clusterState(makeScope()),
): string {
  const items = capturedItems();
  change(items);
  return printed(Object.values(items), fact);
}

/** Makes the answer about the whole cluster. */
export function wholeClusterAnswer(change?: (items: Items) => void): string {
  return clusterAnswer(change, wholeCluster({ distribution: 'kubeadm' }));
}

/** Prints these objects as kubectl does for a fact. */
export function printed(items: readonly Item[], fact: Fact<unknown>): string {
  const [question] = questionsOf([fact]);
  const fields = [...(question?.script.wire ?? '').matchAll(/\{(\.[^}]*)\}\{"\\t"\}/g)].map(([, field = '']) => field);
  const line = (item: Item) => `${fields.map((field) => cell(item, field)).join('\t')}\t`;
  return `${now}\n${items.map((item) => `${line(item)}\n`).join('')}`;
}

/** Makes the answer of a control plane whose API does not answer. */
export function silentAnswer(reason: string): string {
  return `${now}\n${reason}\nsilent\n`;
}

/** Finds the condition Ready of a Node. */
export function readyOf(items: Items, name: string): Item {
  return items[`Node ${name}`].status.conditions.find(({ type }: Item) => type === 'Ready');
}

/** Evaluates a JSONPath. Only plain paths, `\.` for a dot in a name, and [*] for all items of a list are known. */
function cell(item: Item, path: string): string {
  const [field = '', rest] = path.split('[*]');
  const names = field.slice(1).split(/(?<!\\)\./);
  const value = names.reduce((object, name) => object?.[name.replaceAll('\\.', '.')], item);
  if (rest !== undefined) return (value ?? []).map((one: Item) => cell(one, rest)).join(' ');
  if (value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
