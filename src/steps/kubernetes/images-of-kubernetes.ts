import { type Artifact, clusterArtifacts, imageArtifact, stagedPath } from '../../artifacts/artifact-table.ts';
import { distributions } from '../../distributions/table.ts';
import { defineStep } from '../../engine/model.ts';
import { askedIf, commandFact } from '../../facts/command.ts';
import { kubeadmImages } from '../../facts/kubeadm-images.ts';
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
  // Each question costs a Pi time. The images of a tested version are known.
  needs: ({ cluster: { version } }) => ({
    architecture,
    images,
    ...askedIf(!distributions.kubeadm.tested.includes(`${version}`), { listed: kubeadmImages(version) }),
  }),
  *plan({ cluster, node, facts }) {
    const known = clusterArtifacts(cluster, node.role, facts.architecture);
    for (const artifact of known.flatMap((one) => asListed(one, facts.listed ?? []))) {
      if (artifact.kind !== 'image' || facts.images.has(artifact.name)) continue;
      const staged = stagedPath(artifact);
      const script = sh`ctr -n k8s.io images import ${staged}
rm -f ${staged}`;
      yield { kind: 'change', summary: `Import ${artifact.name}`, artifact, script };
    }
  },
});

/**
 * Gives the images that a node needs for one image of the table. A patch release may take another tag than the table
 * has for its minor version: then the tag of kubeadm itself counts. Of pause both are needed: containerd is configured
 * with the known one before there is a kubeadm.
 */
function asListed(artifact: Artifact, listed: readonly string[]): readonly Artifact[] {
  const repository = artifact.name.replace(/:[^:/]*$/, ':');
  const own = listed.find((name) => name.startsWith(repository));
  if (own === undefined || own === artifact.name) return [artifact];
  const other = imageArtifact(own, artifact.arch);
  return repository.endsWith('/pause:') ? [artifact, other] : [other];
}
