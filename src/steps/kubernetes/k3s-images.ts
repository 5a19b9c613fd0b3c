import { programArtifact } from '../../artifacts/artifact-table.ts';
import { k3sPaths } from '../../distributions/k3s-paths.ts';
import { defineStep } from '../../engine/model.ts';
import { architecture } from '../../facts/machine.ts';
import { programsFact } from '../../facts/programs.ts';
import { install } from './install-artifact.ts';

const name = 'k3s-airgap-images.tar.zst';

export default defineStep({
  id: 'kubelet.images',
  title: 'Images of k3s',
  only: 'k3s',
  needs: () => ({ architecture, installed: programsFact(k3sPaths.images) }),
  *plan({ cluster, node, facts }) {
    const artifact = programArtifact(cluster, node.role, facts.architecture, name);
    if (facts.installed.get(name) === artifact.version) return;
    // k3s imports the files of this folder at its start, and later.
    const script = install(artifact, k3sPaths.images);
    yield { kind: 'change', summary: `Bring the images of k3s ${artifact.version}`, artifact, script };
  },
});
