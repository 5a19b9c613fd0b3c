import { type Addon, wantedAddons } from '../../distributions/addons.ts';
import { distributionOf } from '../../distributions/table.ts';
import { defineStep, type Scope } from '../../engine/model.ts';
import { memoryMebibytes } from '../../facts/machine.ts';
import { isControlPlane } from '../../inventory/node-roles.ts';
import { ignoresCheck } from './capacity.ts';

export default defineStep({
  id: 'addon.memory',
  title: 'Memory for addons',
  needs: () => ({ memoryMebibytes }),
  *plan({ facts, ...scope }) {
    const { cluster, node } = scope;
    const wanted = wantedAddons(cluster);
    const [certain, possible] = [sumOf(wanted, scope, 'certain'), sumOf(wanted, scope, 'possible')];
    const spare = facts.memoryMebibytes - distributionOf(cluster).minimums[node.role].memoryMebibytes;
    const left = Math.max(spare, 0);
    if (possible <= left || ignoresCheck(cluster, 'Mem')) return;
    const room = `it has room for ${left} MiB beside Kubernetes, and the addons take about`;
    yield certain > left
      ? {
          kind: 'problem',
          summary: `${room} ${certain}`,
          hint: 'Take one out of cluster.addons, or use a bigger board.',
        }
      : {
          kind: 'note',
          summary: `${room} ${possible}: some had better run on another node`,
          hint: 'Kubernetes puts them on another node where one has room.',
        };
  },
});

/**
 * Sums up what addons take on this node, in MiB. `certain`: those that can run nowhere else. `possible`: all that may
 * run here.
 */
function sumOf(wanted: readonly Addon[], { cluster, node, nodes }: Scope, how: 'certain' | 'possible'): number {
  const workers = nodes.filter((one) => !isControlPlane(one));
  // Control planes of kubeadm take pods only where there are no workers.
  const hosts = workers.length > 0 && distributionOf(cluster).keepsPodsAway ? workers : nodes;
  const mayHost = hosts.some(({ name }) => name === node.name) && (how === 'possible' || hosts.length === 1);
  const parts = wanted.map(({ memoryMebibytes: one, everyNodeMebibytes = 0, placedOn }) => {
    const place = placedOn?.(cluster);
    return everyNodeMebibytes + ((place === undefined ? mayHost : place === node.name) ? one : 0);
  });
  return parts.reduce((sum, part) => sum + part, 0);
}
