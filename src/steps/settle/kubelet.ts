import { defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { unitFact } from '../../facts/unit.ts';
import { ensureRunning } from '../../resources/unit.ts';

export default defineStep({
  title: 'kubelet runs with its present configuration',
  needs: () => ({
    unit: unitFact('kubelet.service'),
    unitFile: fileFact('/etc/systemd/system/kubelet.service'),
    arguments: fileFact('/etc/default/kubelet'),
    config: fileFact('/var/lib/kubelet/config.yaml'),
  }),
  *plan({ cluster, facts }) {
    if (cluster.distribution !== 'kubeadm') return;
    yield* ensureRunning(facts.unit, [facts.unitFile, facts.arguments, facts.config]);
  },
});
