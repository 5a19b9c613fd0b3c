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
  *plan({ node, facts }) {
    const address = ipv4Of(node.address);
    yield* ensureFile(facts.unitFile, { content: template('kubelet.service', {}) });
    // kubelet would take the address of the default route, which on a Pi with Wi-Fi may be the wrong one.
    const extra = address ? `KUBELET_EXTRA_ARGS=--node-ip=${address}\n` : '';
    yield* ensureFile(facts.arguments, { content: extra });
    yield* ensureEnabled(facts.unit);
  },
});
