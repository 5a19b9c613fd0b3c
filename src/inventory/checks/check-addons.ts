import type { AddonName } from '../../distributions/addons.ts';
import { distributions } from '../../distributions/table.ts';
import type { Draft } from '../draft.ts';
import type { Finding } from '../mistakes.ts';
import { membersOf } from '../node-roles.ts';

/** Finds addons that the distribution has built in: two of a kind would fight over the same objects. */
export function* addonsThatAreMissing({ cluster, written }: Draft): Iterable<Finding> {
  const { distribution } = cluster;
  if (!distribution) return;
  for (const name of Object.keys(written.cluster?.addons ?? {}) as AddonName[]) {
    const setting = distributions[distribution].brings[name];
    if (setting === undefined) continue;
    const message = `${distribution} has this by itself: remove this line; ${setting}: false switches it off`;
    yield { path: ['cluster', 'addons', name], at: 'key', message };
  }
}

const placed = ['monitoring', 'registry', 'nfs'] as const;

/** Finds nodes for measurements, images or volumes that are not in the inventory, or run no pods. */
export function* addonsOnOwnNodes({ cluster, nodes }: Draft): Iterable<Finding> {
  const members = membersOf(nodes);
  for (const name of placed) {
    const node = cluster.addons?.[name]?.node;
    // If the schema has refused the name of a node, that node may be the one that is meant.
    if (node === undefined || members.some((one) => one.name === undefined || one.name === node)) continue;
    const names = members.map((one) => one.name).join(', ');
    const what = nodes.some((one) => one.name === node) ? 'a proxy runs no pods' : 'no node has this name';
    yield { path: ['cluster', 'addons', name, 'node'], message: `${what}: write one of ${names}` };
  }
}
