import { clusterArtifacts } from '../../artifacts/artifact-table.ts';
import { defineStep } from '../../engine/model.ts';
import { architecture } from '../../facts/machine.ts';
import { programsFact } from '../../facts/programs.ts';
import { install } from './install-artifact.ts';

const folder = '/usr/local/bin';

export default defineStep({
  id: 'kubelet.programs',
  title: 'Programs of Kubernetes',
  only: 'kubeadm',
  needs: () => ({ architecture, programs: programsFact(folder) }),
  *plan({ cluster, node, facts }) {
    for (const artifact of clusterArtifacts(cluster, node.role, facts.architecture)) {
      if (artifact.kind !== 'file') continue;
      const { name, version } = artifact;
      const installed = facts.programs.get(name);
      if (installed === version) continue;
      const summary = `Install ${name} ${version}${installed ? `, now ${installed}` : ''}`;
      yield { kind: 'change', summary, artifact, script: install(artifact, folder) };
    }
  },
});
