import { kubeletsNeedCertificates } from '../../distributions/addons.ts';
import { defineStep, type Scope } from '../../engine/model.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import { isControlPlane, sortedByName } from '../../inventory/node-roles.ts';
import { template } from '../../resources/template.ts';
import { approvalTimer, ensureNoTimer, ensureTimer, timerNeeds } from '../../resources/timers.ts';

/**
 * A kubelet asks for a new certificate before the old one ends, and no part of Kubernetes approves it. Why a timer
 * does: docs/decisions/2026-11-30-kubelets-have-certificates-of-the-cluster.md
 */
export default defineStep({
  id: 'kubelet.approval',
  title: 'Certificates of kubelets are approved without a person',
  only: 'kubeadm',
  follows: 'nodes',
  needs: () => timerNeeds(approvalTimer),
  *plan({ facts, ...scope }) {
    if (!kubeletsNeedCertificates(scope.cluster) || !isControlPlane(scope.node)) {
      return yield* ensureNoTimer(facts, 'Stop approving certificates of kubelets');
    }
    yield* ensureTimer(facts, {
      content: template('approve-certificates.sh', { nodes: addressesOf(scope) }),
      why: 'so that kubelets have certificates of the cluster',
    });
  },
});

/** Lists the nodes with their IPv4 addresses, where these are known: "pi-1=192.168.0.201 pi-2=" */
function addressesOf({ nodes }: Pick<Scope, 'nodes'>): string {
  return sortedByName(nodes)
    .map(({ name, address }) => `${name}=${ipv4Of(address) ?? ''}`)
    .join(' ');
}
