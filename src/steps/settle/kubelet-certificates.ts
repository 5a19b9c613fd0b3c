import { kubeletsNeedCertificates } from '../../distributions/addons.ts';
import { limits } from '../../engine/limits.ts';
import { defineStep } from '../../engine/model.ts';
import { clusterState } from '../../facts/cluster/cluster-state.ts';
import { askedIf } from '../../facts/command.ts';
import { fileFact } from '../../facts/file.ts';
import { servedCertificates, servesCertificate } from '../../facts/served-certificates.ts';
import { unitFact } from '../../facts/unit.ts';
import type { Node } from '../../inventory/schema.ts';
import { ensureStarted } from '../../resources/ensure-unit.ts';
import { approvalTimer } from '../../resources/timers.ts';
import { lines, type Script, sh } from '../../shell/sh.ts';

export default defineStep({
  id: 'kubelet.served',
  title: 'Certificates of kubelets',
  only: 'kubeadm',
  on: 'leader',
  follows: 'newcomers',
  needs: (scope) => ({
    state: clusterState(scope),
    unit: unitFact('kubelet.service'),
    arguments: fileFact('/etc/default/kubelet'),
    // Asked only where a part of the cluster needs certificates of kubelets.
    ...askedIf(kubeletsNeedCertificates(scope.cluster), { served: servedCertificates(scope.nodes) }),
  }),
  *plan({ facts: { state, served, ...own }, nodes }) {
    if (!served || state.kind !== 'running') return;
    // Before this node's kubelet has started with its present arguments, it asks for nothing.
    if ([...ensureStarted(own.unit, [own.arguments])].length > 0) return;
    const members = state.nodes.filter(({ ready }) => ready).map(({ name }) => name);
    const lacking = nodes.filter(({ name }) => served.get(name) === false && members.includes(name));
    if (lacking.length === 0) return;
    const names = lacking.map(({ name }) => name).join(', ');
    yield {
      kind: 'change',
      summary: `Approve the certificate of ${names} for its kubelet, by which others in the cluster know it`,
      script: lines([sh`end=$(( $(date +%s) + ${limits.certificate} ))`, ...lacking.map(approve)]),
    };
  },
});

// kubelet asks for a certificate some seconds after its start, and uses the signed one some seconds later.
function approve(node: Pick<Node, 'name' | 'address'>): Script {
  const said = `kubelet of ${node.name} has asked for no certificate in ${limits.certificate / 60} minutes: ssh ${node.name} journalctl -u kubelet`;
  return sh`until ${servesCertificate(node)} >/dev/null; do
  [ "$(date +%s)" -lt "$end" ] || { echo ${said}; exit 1; }
  sh ${approvalTimer.script}
  sleep 2
done`;
}
