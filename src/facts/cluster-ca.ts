import { distributionOf } from '../distributions/table.ts';
import type { Fact } from '../engine/model.ts';
import type { Cluster } from '../inventory/schema.ts';
import { type FileState, fileFact } from './file.ts';

/** Asks for the certificate of the cluster's CA, by which every member knows its cluster. */
export function clusterCa(cluster: Pick<Cluster, 'distribution'>): Fact<FileState> {
  return fileFact(distributionOf(cluster).clusterCa);
}
