import { defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { unitFact } from '../../facts/unit.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { ensureEnabled } from '../../resources/ensure-unit.ts';
import { template } from '../../resources/template.ts';

export default defineStep({
  id: 'kubelet.unit',
  title: 'kubelet',
  only: 'kubeadm',
  needs: () => ({
    unitFile: fileFact('/etc/systemd/system/kubelet.service'),
    arguments: fileFact('/etc/default/kubelet'),
    unit: unitFact('kubelet.service'),
  }),
  *plan({ node, cluster, facts }) {
    const address = ipv4Of(node.address);
    yield* ensureFile(facts.unitFile, { content: template('kubelet.service', {}) });
    const words = [
      // kubelet would take the address of the default route, which on a Pi with Wi-Fi may be the wrong one.
      ...(address ? [`--node-ip=${address}`] : []),
      // metrics-server knows kubelets by certificates of the cluster; by itself a kubelet has one that it signed.
      ...(cluster.addons?.metrics ? ['--rotate-server-certificates'] : []),
    ];
    const extra = words.length > 0 ? `KUBELET_EXTRA_ARGS=${words.join(' ')}\n` : '';
    yield* ensureFile(facts.arguments, { content: extra });
    yield* ensureEnabled(facts.unit);
  },
});
