import { programArtifact } from '../../artifacts/artifact-table.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { linesFact } from '../../facts/command.ts';
import { architecture } from '../../facts/machine.ts';
import { programsFact } from '../../facts/programs.ts';
import { sh } from '../../shell/sh.ts';
import { install } from './install-artifact.ts';

const folder = '/usr/local/bin';
const links = ['kubectl', 'crictl', 'ctr'] as const;

/** Names for k3s that no other program has: Docker brings a ctr of its own, for its own containerd. */
const freeNames = linesFact(
  'free names of k3s',
  sh`for name in ${links}; do command -v "$name" >/dev/null || echo "$name"; done`,
);

export default defineStep({
  id: 'kubelet.programs',
  title: 'k3s',
  only: 'k3s',
  needs: ({ cluster }) => ({
    architecture,
    programs: programsFact(folder),
    state: memberState(cluster),
    freeNames,
  }),
  *plan({ cluster, node, facts }) {
    const artifact = programArtifact(cluster, node.role, facts.architecture, 'k3s');
    const installed = facts.programs.get('k3s');
    // Where k3s runs already, another version is an upgrade. That is a phase of its own.
    const isUpgrade = facts.state === 'done' && facts.programs.recorded.get('k3s') !== artifact.version;
    if (installed !== artifact.version && !isUpgrade) {
      const summary = `Install k3s ${artifact.version}${installed ? `, now ${installed}` : ''}`;
      yield { kind: 'change', summary, artifact, script: install(artifact, folder) };
    }
    if (facts.freeNames.length === 0) return;
    const made = sh`for name in ${facts.freeNames}; do ln -s k3s ${folder}/"$name"; done`;
    yield { kind: 'change', summary: `Link ${facts.freeNames.join(', ')} to k3s`, script: made };
  },
});
