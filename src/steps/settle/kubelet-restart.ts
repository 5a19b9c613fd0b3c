import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { fileFact } from '../../facts/file.ts';
import { unitFact } from '../../facts/unit.ts';
import { ensureStarted } from '../../resources/ensure-unit.ts';

export default defineStep({
  id: 'kubelet.active',
  title: 'kubelet runs with its present configuration',
  only: 'kubeadm',
  needs: ({ cluster }) => ({
    state: memberState(cluster),
    unit: unitFact('kubelet.service'),
    unitFile: fileFact('/etc/systemd/system/kubelet.service'),
    arguments: fileFact('/etc/default/kubelet'),
    config: fileFact('/var/lib/kubelet/config.yaml'),
    // The node's name in the cluster: after somebody has changed it and restarted the node, kubelet runs with a name
    // that is wrong.
    hostname: fileFact('/etc/hostname'),
  }),
  *plan({ facts }) {
    // kubeadm starts kubelet. Before that, kubelet has nothing to run.
    if (facts.state !== 'done') return;
    yield* ensureStarted(facts.unit, [facts.unitFile, facts.arguments, facts.config, facts.hostname]);
  },
});
