import { type Condition, cellValue } from './cell.ts';
import { defineTable } from './object-table.ts';

interface ContainerState {
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
  /** '' while nothing runs it. */
  readonly node: string;
  readonly created: number;
  readonly isEnding: boolean;
  readonly reason: string;
  readonly usesHostNetwork: boolean;
  readonly conditions: readonly Condition[];
  /** Those of its start first. */
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
    host: '.spec.hostNetwork',
    phase: '.status.phase',
    reason: '.status.reason',
    conditions: '.status.conditions',
    init: '.status.initContainerStatuses',
    containers: '.status.containerStatuses',
  },
  (cells): PodObject => ({
    namespace: cells.namespace,
    name: cells.name,
    labels: cellValue(cells.labels, {}),
    phase: cells.phase,
    node: cells.node,
    created: Date.parse(cells.created) / 1000,
    isEnding: cells.ending !== '',
    reason: cells.reason,
    usesHostNetwork: cells.host === 'true',
    conditions: cellValue(cells.conditions, []),
    containers: [...containersOf(cells.init), ...containersOf(cells.containers)],
  }),
);

function containersOf(cell: string): readonly ContainerStatus[] {
  return cellValue<readonly ContainerStatus[]>(cell, []);
}
