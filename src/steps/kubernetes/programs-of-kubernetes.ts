import { clusterArtifacts } from '../../artifacts/artifact-table.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { architecture } from '../../facts/machine.ts';
import { programsFact } from '../../facts/programs.ts';
import { turnPrograms } from '../upgrade/kubeadm-upgrade.ts';
import { install } from './install-artifact.ts';

const folder = '/usr/local/bin';

export default defineStep({
  id: 'kubelet.programs',
  title: 'Programs of Kubernetes',
  only: 'kubeadm',
  needs: ({ cluster }) => ({ architecture, programs: programsFact(folder), state: memberState(cluster) }),
  *plan({ cluster, node, facts: { programs, state, ...facts } }) {
    for (const artifact of clusterArtifacts(cluster, node.role, facts.architecture)) {
      if (artifact.kind !== 'file') continue;
      const { name, version } = artifact;
      const installed = programs.get(name);
      if (installed === version) continue;
      // Where a node runs in a cluster, another version of these comes in the node's turn of an upgrade.
      const isUpgrade = turnPrograms.some((one) => one === name) && programs.recorded.get(name) !== version;
      if (state === 'done' && isUpgrade) continue;
      const summary = `Install ${name} ${version}${installed ? `, now ${installed}` : ''}`;
      yield { kind: 'change', summary, artifact, script: install(artifact, folder) };
    }
  },
});
