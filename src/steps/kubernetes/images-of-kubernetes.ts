import { clusterArtifacts, stagedPath } from '../../artifacts/artifact-table.ts';
import { defineStep } from '../../engine/model.ts';
import { commandFact } from '../../facts/command.ts';
import { architecture } from '../../facts/machine.ts';
import { sh } from '../../shell/sh.ts';

/** References of the images that kubelet can start; none while containerd does not run. */
const images = commandFact(
  'images',
  sh`[ ! -S /run/containerd/containerd.sock ] || ctr -n k8s.io images list -q 2>/dev/null || :`,
  (stdout) => new Set(stdout.trim().split('\n')),
);

export default defineStep({
  id: 'kubelet.images',
  title: 'Images of Kubernetes',
  only: 'kubeadm',
  needs: () => ({ architecture, images }),
  *plan({ cluster, node, facts }) {
    for (const artifact of clusterArtifacts(cluster, node.role, facts.architecture)) {
      if (artifact.kind !== 'image' || facts.images.has(artifact.name)) continue;
      const staged = stagedPath(artifact);
      const script = sh`ctr -n k8s.io images import ${staged}
rm -f ${staged}`;
      yield { kind: 'change', summary: `Import ${artifact.name}`, artifact, script };
    }
  },
});
