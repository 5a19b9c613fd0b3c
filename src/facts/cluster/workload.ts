import { annotation, defineTable } from './query.ts';

/** A Deployment or DaemonSet. */
export interface Workload {
  /** namespace/name */
  readonly name: string;
  readonly available: number;
  readonly wanted: number;
  /** Identifies the manifest that microcloud applied last. */
  readonly applied: string;
}

/** Annotation on what microcloud applies: the manifest's sum. */
const appliedAnnotation = 'microcloud.cloudy/applied';

export const workloadTable = defineTable(
  { Deployment: 'deployments.apps', DaemonSet: 'daemonsets.apps' },
  {
    namespace: '.metadata.namespace',
    name: '.metadata.name',
    replicasAvailable: '.status.availableReplicas',
    replicas: '.spec.replicas',
    available: '.status.numberAvailable',
    desired: '.status.desiredNumberScheduled',
    applied: annotation(appliedAnnotation),
  },
  (cells): Workload => ({
    name: `${cells.namespace}/${cells.name}`,
    available: Number(cells.replicasAvailable || cells.available || 0),
    wanted: Number(cells.replicas || cells.desired || 0),
    applied: cells.applied,
  }),
);
