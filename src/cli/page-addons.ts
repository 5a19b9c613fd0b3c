import { type Addon, type AddonName, addons, memoryText } from '../distributions/addons.ts';
import { distributionOf } from '../distributions/table.ts';
import type { Inventory } from '../inventory/schema.ts';

/** An addon, as the page offers it. */
export interface ListedAddon extends Pick<Addon, 'about'> {
  readonly name: AddonName;
  /** "about 30 MiB of memory on one node" */
  readonly memory: string;
  readonly isOn: boolean;
  /** Set where nobody can switch it on here: the distribution brings it along, and has a setting of its own for it. */
  readonly brought?: { readonly by: string; readonly setting: string };
  /** Where somebody must name the node that it is on: the nodes to choose from, the best one first. */
  readonly nodes?: readonly string[];
}

/** The addons of the table, as they are in this inventory. */
export function listAddons({ cluster, nodes }: Pick<Inventory, 'cluster' | 'nodes'>): readonly ListedAddon[] {
  // A control plane has least memory left.
  const workersFirst = nodes.toSorted((a, b) => Number(a.role !== 'worker') - Number(b.role !== 'worker'));
  return Object.entries<Addon>(addons).map(([key, addon]) => {
    const name = key as AddonName;
    const setting = distributionOf(cluster).brings[name];
    return {
      ...{ name, about: addon.about, memory: memoryText(addon, cluster), isOn: Boolean(cluster.addons?.[name]) },
      ...(setting === undefined ? {} : { brought: { by: cluster.distribution, setting } }),
      ...(addon.placedOn ? { nodes: workersFirst.map((node) => node.name) } : {}),
    };
  });
}
