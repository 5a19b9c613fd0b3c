import { distributionOf } from '../distributions/table.ts';
import type { Fact } from '../engine/model.ts';
import type { Cluster } from '../inventory/schema.ts';
import { type FileState, fileFact } from './file.ts';

/** The certificate that every member of a cluster knows it by. */
export function clusterCa(cluster: Pick<Cluster, 'distribution'>): Fact<FileState> {
  return fileFact(distributionOf(cluster).clusterCa);
}
