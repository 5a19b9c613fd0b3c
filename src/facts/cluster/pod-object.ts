import { type Condition, cellValue, cellValues, secondsOf } from './cell.ts';
import { defineTable } from './object-table.ts';

interface ContainerState {
  readonly running?: { readonly startedAt?: string };
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly reason?: string; readonly exitCode?: number; readonly message?: string };
}

export interface ContainerStatus {
  readonly name: string;
  readonly image: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

export interface PodObject {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly phase: string;
  /** The name of the node that runs it; '' before one does. */
  readonly node: string;
  readonly created: number;
  /** The name of the scheduler that shall find a node for it. */
  readonly scheduler: string;
  /** When it should be gone, seconds since 1970: the end of the time that it has to stop. undefined: it stays. */
  readonly endsAt: number | undefined;
  /** Who must agree before it goes. */
  readonly finalizers: readonly string[];
  readonly reason: string;
  /** The PersistentVolumeClaims that it uses, of its own namespace. */
  readonly claims: readonly string[];
  /** Those that are not "True". */
  readonly conditions: readonly Condition[];
  /** Containers that are not ready, or used too much memory before; init containers first. */
  readonly containers: readonly ContainerStatus[];
}

export const podTable = defineTable(
  { Pod: 'pods' },
  {
    namespace: '.metadata.namespace',
    name: '.metadata.name',
    labels: '.metadata.labels',
    created: '.metadata.creationTimestamp',
    ending: '.metadata.deletionTimestamp',
    node: '.spec.nodeName',
    finalizers: '.metadata.finalizers',
    claims: '.spec.volumes[*].persistentVolumeClaim.claimName',
    scheduler: '.spec.schedulerName',
    phase: '.status.phase',
    reason: '.status.reason',
    // Most pods are fine, and then these columns are empty: all conditions of 500 pods would be a megabyte.
    conditions: '.status.conditions[?(@.status!="True")]',
    init: '.status.initContainerStatuses[?(@.ready!=true)]',
    containers: '.status.containerStatuses[?(@.ready!=true)]',
    killed: '.status.containerStatuses[?(@.lastState.terminated.reason=="OOMKilled")]',
  },
  (cells): PodObject => ({
    namespace: cells.namespace,
    name: cells.name,
    labels: cellValue(cells.labels, {}),
    phase: cells.phase,
    node: cells.node,
    created: Date.parse(cells.created) / 1000,
    endsAt: secondsOf(cells.ending),
    finalizers: cellValue(cells.finalizers, []),
    scheduler: cells.scheduler,
    reason: cells.reason,
    claims: cells.claims.split(' ').filter(Boolean),
    conditions: cellValues(cells.conditions),
    containers: distinct([cells.init, cells.containers, cells.killed].flatMap((cell) => cellValues(cell))),
  }),
);

function distinct(containers: readonly ContainerStatus[]): readonly ContainerStatus[] {
  return containers.filter(({ name }, index) => containers.findIndex((other) => other.name === name) === index);
}
