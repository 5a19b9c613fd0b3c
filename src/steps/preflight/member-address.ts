import { defineStep } from '../../engine/model.ts';
import { memberAddress } from '../../facts/cluster/known-as.ts';
import { holds, links } from '../../facts/links.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import { controlPlanesOf, isControlPlane } from '../../inventory/node-roles.ts';
import { knownToCluster } from '../network/network-problems.ts';

/**
 * Looks, before anything changes, whether a control plane has the address by which its cluster knows it, or gets it
 * back.
 */
export default defineStep({
  id: 'net.address',
  title: 'Address in the cluster',
  needs: () => ({ memberAddress, links }),
  *plan({ cluster, node, nodes, facts: { memberAddress: known, links: present } }) {
    const has = (address: string) => present.all.some((link) => holds(link, address));
    const wanted = ipv4Of(node.address);
    if (!isControlPlane(node) || known === undefined || known === wanted) return;
    if (has(known) && (wanted === undefined || has(wanted))) return;
    // Somebody wants the control plane to be known by another address, and says so in the settings of k3s or kubeadm.
    if (JSON.stringify([cluster.k3s, cluster.kubeadm]).includes(`"${known}"`)) return;
    const isAlone = controlPlanesOf(nodes).length === 1;
    const anew = isAlone
      ? '"microcloud reset", and make the cluster anew'
      : `"microcloud remove ${node.name} --keep", then "microcloud init", by which it joins again`;
    yield knownToCluster(known, wanted ?? 'another address', anew);
  },
});
