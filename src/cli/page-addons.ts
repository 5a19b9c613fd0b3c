import { type Addon, type AddonName, addons, memoryText } from '../distributions/addons.ts';
import { distributionOf } from '../distributions/table.ts';
import type { Inventory } from '../inventory/schema.ts';

/** An addon, as the page offers it. */
export interface ListedAddon extends Pick<Addon, 'about'> {
  readonly name: AddonName;
  /** "about 30 MiB of memory on one node" */
  readonly memory: string;
  readonly isOn: boolean;
  /**
   * Set where the distribution has this addon built in: it is switched by a setting of the distribution, and not here.
   */
  readonly brought?: { readonly by: string; readonly setting: string };
  /** The nodes to choose from, the best one first, where the user must say on which node the addon runs. */
  readonly nodes?: readonly string[];
}

/** Lists all addons, and how this inventory has them. */
export function listAddons({ cluster, nodes }: Pick<Inventory, 'cluster' | 'nodes'>): readonly ListedAddon[] {
  // Workers first: a control plane has less free memory.
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
