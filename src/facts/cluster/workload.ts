import { defineTable, label } from './object-table.ts';

/** Label on every object that microcloud applies: the name of the set that the object is of. */
export const setLabel = 'microcloud.cloudy/objects';

/** A Deployment or DaemonSet. */
export interface Workload {
  /** namespace/name */
  readonly name: string;
  readonly available: number;
  readonly wanted: number;
  /** How many of its pods were made from its present template. */
  readonly updated: number;
  /** The set of objects that it belongs to; '' where microcloud did not apply it. */
  readonly set: string;
}

export const workloadTable = defineTable(
  { Deployment: 'deployments.apps', DaemonSet: 'daemonsets.apps' },
  {
    namespace: '.metadata.namespace',
    name: '.metadata.name',
    generation: '.metadata.generation',
    observed: '.status.observedGeneration',
    replicasAvailable: '.status.availableReplicas',
    replicasUpdated: '.status.updatedReplicas',
    replicas: '.spec.replicas',
    available: '.status.numberAvailable',
    updated: '.status.updatedNumberScheduled',
    desired: '.status.desiredNumberScheduled',
    set: label(setLabel),
  },
  (cells): Workload => ({
    name: `${cells.namespace}/${cells.name}`,
    available: Number(cells.replicasAvailable || cells.available || 0),
    wanted: Number(cells.replicas || cells.desired || 0),
    // Until its controller has seen the present template, its counts are about an earlier one.
    updated: cells.generation === cells.observed ? Number(cells.replicasUpdated || cells.updated || 0) : 0,
    set: cells.set,
  }),
);
