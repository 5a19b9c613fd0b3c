import { type Artifact, clusterArtifacts, fileName } from '../../artifacts/artifact-table.ts';
import { k3sPaths } from '../../distributions/k3s-paths.ts';
import { defineStep } from '../../engine/model.ts';
import { architecture } from '../../facts/machine.ts';
import { programsFact } from '../../facts/programs.ts';
import { removeProgram } from '../../resources/program.ts';
import { install } from './install-artifact.ts';

const own = 'k3s-airgap-images.tar.zst';

export default defineStep({
  id: 'kubelet.images',
  title: 'Images of k3s',
  only: 'k3s',
  needs: () => ({ architecture, installed: programsFact(k3sPaths.images) }),
  *plan({ cluster, node, facts }) {
    const all = clusterArtifacts(cluster, node.role, facts.architecture);
    const wanted = new Map(all.flatMap((one) => (isImages(one) ? [[fileOf(one), one]] : [])));
    // k3s imports the files of this folder at its start, and later.
    for (const [file, artifact] of wanted) {
      const { name, version } = artifact;
      if (facts.installed.get(file) === version) continue;
      const summary = `Bring ${name === own ? `the images of k3s ${version}` : `the image ${name}`}`;
      yield { kind: 'change', summary, artifact, script: install(artifact, k3sPaths.images, file) };
    }
    for (const file of facts.installed.keys()) {
      if (wanted.has(file)) continue;
      const summary = `Remove ${file}, whose image nothing needs any more`;
      yield { kind: 'change', summary, script: removeProgram(file, k3sPaths.images) };
    }
  },
});

/** Its own are one file; those of addons have a file each. */
function isImages({ kind, name }: Artifact): boolean {
  return kind === 'image' || name === own;
}

function fileOf(artifact: Artifact): string {
  return artifact.kind === 'image' ? fileName(artifact) : artifact.name;
}
