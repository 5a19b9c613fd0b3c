import type { RunningLab } from '../../lab/up.ts';
import { Version } from '../../src/distributions/version.ts';
import type { Node } from '../../src/inventory/schema.ts';
import { freshLab, withInventory } from './cluster.ts';
import { bundleWith } from './further-bundle.ts';

/** Fresh nodes that are to share an address, with the images of two versions of Kubernetes. */
export interface SharingLab {
  /** The address that nobody has yet. */
  readonly shared: string;
  /** Returns the lab with an inventory that asks for this version of Kubernetes. */
  asking(release: string): Promise<RunningLab>;
}

/** Starts a node for each of these roles. */
export async function sharingLab(name: string, roles: readonly Node['role'][]): Promise<SharingLab> {
  const bundle = await bundleWith('older');
  const fresh = await freshLab(name, roles.length, bundle === undefined ? {} : { bundle });
  const shared = (fresh.nodes[0]?.address ?? '').replace(/\d+$/, '200');
  return {
    shared,
    asking: (release) =>
      withInventory(fresh, release, (file) => ({
        ...file,
        cluster: { ...file.cluster, sharedAddress: shared, version: Version.of(release).toString() },
        nodes: file.nodes.map((node, index) => ({ ...node, role: roles[index] ?? 'worker' })),
      })),
  };
}
