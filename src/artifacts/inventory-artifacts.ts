import type { Cluster, Inventory } from '../inventory/schema.ts';
import type { Arch } from './architectures.ts';
import { type Artifact, clusterArtifacts, restoreArtifacts } from './artifact-table.ts';
import { cloudyArtifacts } from './cloudy-sources.ts';
import { directorySource } from './directory-source.ts';
import { readRecipe } from './recipe.ts';

/** Lists the artifacts that an inventory's nodes need, in all roles and on these architectures. */
export function artifactsOf(inventory: Needing, archs: readonly Arch[]): readonly Artifact[] {
  return [...inAllRoles(inventory.cluster, archs), ...cloudyArtifacts(inventory)];
}

type Needing = Pick<Inventory, 'cluster' | 'cloudy' | 'nodes'>;

// A worker may become a control plane later.
function inAllRoles(cluster: Cluster, archs: readonly Arch[]): readonly Artifact[] {
  const all = archs.flatMap((arch) => [
    ...clusterArtifacts(cluster, 'control-plane', arch),
    ...clusterArtifacts(cluster, 'worker', arch),
    ...restoreArtifacts(cluster, arch),
  ]);
  return [...new Map(all.map((artifact) => [`${artifact.origin} ${artifact.arch}`, artifact])).values()];
}

/** Finds the architectures for which a bundle has any of the cluster's artifacts. */
export async function archsOf<A extends Arch>(
  directory: string,
  cluster: Cluster,
  archs: readonly A[],
): Promise<readonly A[]> {
  const source = directorySource({ kind: 'bundle', path: directory, isBelieved: true });
  const has = (artifact: Artifact) =>
    readRecipe(source, artifact).then(
      () => true,
      () => false,
    );
  const begun = await Promise.all(
    archs.map(async (arch) => (await Promise.all(inAllRoles(cluster, [arch]).map(has))).includes(true)),
  );
  return archs.filter((_, index) => begun[index]);
}
