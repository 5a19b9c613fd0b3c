import { clusterArtifacts, stagedPath } from '../../artifacts/table.ts';
import { defineStep } from '../../engine/model.ts';
import { architecture } from '../../facts/machine.ts';
import { programsFact } from '../../facts/programs.ts';
import { installProgram } from '../../resources/program.ts';
import { sh } from '../../shell/sh.ts';

const folder = '/usr/local/bin';

export default defineStep({
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
      yield { kind: 'change', summary, artifact, script: install(stagedPath(artifact), name, version) };
    }
  },
});

function install(staged: string, name: string, version: string) {
  return sh`${installProgram({ name, version, folder, bring: sh`install ${staged} "$new"` })}
rm -f ${staged}`;
}
