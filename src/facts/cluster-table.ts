import type { ClusterObjects, ContainerStatus, NodeObject, PodObject, ServiceObject } from './kubernetes-objects.ts';

const columns = {
  kind: '.kind',
  namespace: '.metadata.namespace',
  name: '.metadata.name',
  created: '.metadata.creationTimestamp',
  ending: '.metadata.deletionTimestamp',
  labels: '.metadata.labels',
  flannel: '.metadata.annotations.flannel\\.alpha\\.coreos\\.com/public-ip',
  unschedulable: '.spec.unschedulable',
  podCidr: '.spec.podCIDR',
  node: '.spec.nodeName',
  host: '.spec.hostNetwork',
  type: '.spec.type',
  clusterIp: '.spec.clusterIP',
  policy: '.spec.externalTrafficPolicy',
  selector: '.spec.selector',
  ports: '.spec.ports',
  phase: '.status.phase',
  reason: '.status.reason',
  addresses: '.status.addresses',
  version: '.status.nodeInfo.kubeletVersion',
  conditions: '.status.conditions',
  init: '.status.initContainerStatuses',
  containers: '.status.containerStatuses',
} as const;

type Row = Readonly<Record<keyof typeof columns, string>>;

const names = Object.keys(columns) as readonly (keyof typeof columns)[];
/** What {@link parseTable} reads of an object. */
export const fields: readonly string[] = names.map((name) => columns[name]);

/** The objects of that print, behind a line with the time. */
export function parseTable(stdout: string): ClusterObjects | undefined {
  const [now = '', ...lines] = stdout.replace(/\n+$/, '').split('\n');
  if (lines.length === 0 || lines.at(-1) === 'silent') return undefined;
  const rows = lines
    .map((line) => line.split('\t'))
    .filter((cells) => cells.length >= names.length)
    .map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])) as Row);
  const of = (kind: string) => rows.filter((row) => row.kind === kind);
  return {
    now: Number(now),
    nodes: of('Node').map(nodeOf),
    pods: of('Pod').map(podOf),
    services: of('Service').map(serviceOf),
  };
}

function nodeOf(row: Row): NodeObject {
  const addresses = json<{ type: string; address: string }[]>(row.addresses, []);
  return {
    name: row.name,
    conditions: json(row.conditions, []),
    isCordoned: row.unschedulable === 'true',
    internalAddress: addresses.find(({ type }) => type === 'InternalIP')?.address,
    podCidr: row.podCidr,
    version: row.version,
    flannelAddress: row.flannel,
  };
}

function podOf(row: Row): PodObject {
  return {
    namespace: row.namespace,
    name: row.name,
    labels: json(row.labels, {}),
    phase: row.phase,
    node: row.node,
    created: Date.parse(row.created) / 1000,
    isEnding: row.ending !== '',
    reason: row.reason,
    usesHostNetwork: row.host === 'true',
    conditions: json(row.conditions, []),
    containers: [...json<ContainerStatus[]>(row.init, []), ...json<ContainerStatus[]>(row.containers, [])],
  };
}

function serviceOf(row: Row): ServiceObject {
  return {
    namespace: row.namespace,
    name: row.name,
    type: row.type,
    address: row.clusterIp,
    isLocal: row.policy === 'Local',
    selector: row.selector === '' ? undefined : json(row.selector, {}),
    ports: json(row.ports, []),
  };
}

function json<T>(text: string, otherwise: T): T {
  return text === '' ? otherwise : (JSON.parse(text) as T);
}
