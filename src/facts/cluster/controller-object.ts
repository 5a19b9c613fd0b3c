import { cellValues } from './cell.ts';
import { defineTable } from './object-table.ts';

/** What makes pods, and makes them again: a Deployment, a StatefulSet, a DaemonSet, a ReplicaSet, a Job. */
export interface Controller {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Seconds since 1970. */
  readonly created: number;
  /** What made it, '' where a person did: a Deployment makes ReplicaSets, a CronJob makes Jobs. */
  readonly owner: string;
  /** How many pods it wants to have now. */
  readonly wanted: number;
  /** How many pods there are, also those that do not run yet. */
  readonly present: number;
  /** How many of those are ready. A Job does not tell: then it is how many there are. */
  readonly ready: number;
  /** Why it could not make a pod, in Kubernetes' words; '' when it could, and for kinds that tell it in events only. */
  readonly refusal: string;
  /** Why a Job was given up, in Kubernetes' words; undefined while it is not. */
  readonly givenUp: string | undefined;
}

const columns = {
  kind: '.kind',
  namespace: '.metadata.namespace',
  name: '.metadata.name',
  created: '.metadata.creationTimestamp',
  owner: '.metadata.ownerReferences[0].name',
  replicas: '.spec.replicas',
  present: '.status.replicas',
  ready: '.status.readyReplicas',
  nodesWanted: '.status.desiredNumberScheduled',
  nodesPresent: '.status.currentNumberScheduled',
  nodesReady: '.status.numberReady',
  parallelism: '.spec.parallelism',
  completions: '.spec.completions',
  isSuspended: '.spec.suspend',
  succeeded: '.status.succeeded',
  active: '.status.active',
  completed: '.status.completionTime',
  refusal: '.status.conditions[?(@.type=="ReplicaFailure")]',
  failed: '.status.conditions[?(@.type=="Failed")]',
} as const;

type Cells = Readonly<Record<keyof typeof columns, string>>;

/** A condition that is there only when it is True. */
interface Fault {
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

function faultIn(cell: string): string | undefined {
  const fault = cellValues<Fault>(cell).find(({ status }) => status === 'True');
  return fault && (fault.message || fault.reason || '');
}

function jobWants(cells: Cells): number {
  const isOver = cells.completed !== '' || faultIn(cells.failed) !== undefined;
  if (isOver || cells.isSuspended === 'true') return 0;
  const parallelism = Number(cells.parallelism || 1);
  // Without completions one success is enough, and no further pod is made after it.
  if (cells.completions === '') return Number(cells.succeeded) > 0 ? Number(cells.active) : parallelism;
  return Math.min(parallelism, Number(cells.completions) - Number(cells.succeeded));
}

function countsOf(cells: Cells): Pick<Controller, 'wanted' | 'present' | 'ready'> {
  const counts = (wanted: number, present: string, ready: string) => ({
    ...{ wanted, present: Number(present), ready: Number(ready) },
  });
  if (cells.kind === 'Job') return counts(jobWants(cells), cells.active, cells.active);
  if (cells.kind === 'DaemonSet') return counts(Number(cells.nodesWanted), cells.nodesPresent, cells.nodesReady);
  return counts(Number(cells.replicas), cells.present, cells.ready);
}

export const controllerTable = defineTable(
  {
    Deployment: 'deployments.apps',
    DaemonSet: 'daemonsets.apps',
    StatefulSet: 'statefulsets.apps',
    ReplicaSet: 'replicasets.apps',
    Job: 'jobs.batch',
  },
  columns,
  (cells): Controller => ({
    kind: cells.kind,
    namespace: cells.namespace,
    name: cells.name,
    created: Date.parse(cells.created) / 1000,
    owner: cells.owner,
    ...countsOf(cells),
    refusal: faultIn(cells.refusal) ?? '',
    givenUp: faultIn(cells.failed),
  }),
);
