import { type Condition, cellValue } from './cell.ts';
import { annotation, defineTable } from './object-table.ts';

/** A Node of Kubernetes. */
export interface NodeObject {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As people write them: key=value:NoSchedule */
  readonly taints: readonly string[];
  readonly conditions: readonly Condition[];
  readonly ready: boolean;
  /** Why it is not Ready, in Kubernetes' words. */
  readonly message: string;
  /** "v1.35.4" */
  readonly kubeletVersion: string;
  readonly machineId: string;
  readonly isCordoned: boolean;
  readonly internalAddress: string | undefined;
  readonly podCidr: string;
  /** The address that Flannel tells other nodes; '' without. */
  readonly flannelAddress: string;
  /** The annotation that says which labels and taints of the node microcloud manages; '' without. */
  readonly managed: string;
  /** Its pods were moved elsewhere for an upgrade that has not ended. */
  readonly drained: boolean;
}

/** Annotation on Nodes: which labels and taints come from the inventory. */
export const managedAnnotation = 'microcloud.cloudy/managed';
/** Annotation on Nodes that are cordoned for an upgrade. */
export const drainedAnnotation = 'microcloud.cloudy/drained';

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export const nodeTable = defineTable(
  { Node: 'nodes' },
  {
    name: '.metadata.name',
    labels: '.metadata.labels',
    taints: '.spec.taints',
    conditions: '.status.conditions',
    kubeletVersion: '.status.nodeInfo.kubeletVersion',
    machineId: '.status.nodeInfo.machineID',
    unschedulable: '.spec.unschedulable',
    addresses: '.status.addresses',
    podCidr: '.spec.podCIDR',
    flannel: annotation('flannel.alpha.coreos.com/public-ip'),
    managed: annotation(managedAnnotation),
    drained: annotation(drainedAnnotation),
  },
  (cells): NodeObject => {
    const conditions = cellValue<readonly Condition[]>(cells.conditions, []);
    const ready = conditions.find(({ type }) => type === 'Ready');
    const addresses = cellValue<readonly { type: string; address: string }[]>(cells.addresses, []);
    return {
      name: cells.name,
      labels: cellValue(cells.labels, {}),
      taints: cellValue<readonly Taint[]>(cells.taints, []).map(taintText),
      conditions,
      ready: ready?.status === 'True',
      message: ready?.message ?? '',
      kubeletVersion: cells.kubeletVersion,
      machineId: cells.machineId,
      isCordoned: cells.unschedulable === 'true',
      internalAddress: addresses.find(({ type }) => type === 'InternalIP')?.address,
      podCidr: cells.podCidr,
      flannelAddress: cells.flannel,
      managed: cells.managed,
      drained: cells.drained !== '',
    };
  },
);

function taintText({ key, value, effect }: Taint): string {
  return `${key}${value ? `=${value}` : ''}:${effect}`;
}
