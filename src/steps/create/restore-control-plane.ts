import { restoreArtifacts } from '../../artifacts/artifact-table.ts';
import { bringCopy, copyOnNode, removeCopy } from '../../backup/copy-on-node.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { kubeadmCause } from '../../facts/journal.ts';
import { architecture } from '../../facts/machine.ts';
import { makeFromCopy } from './kubeadm-restore.ts';

export default defineStep({
  id: 'node.absent',
  title: 'Control plane from a copy',
  only: 'kubeadm',
  on: 'leader',
  needs: ({ cluster }) => ({ state: memberState(cluster), architecture, copy: copyOnNode }),
  *plan({ facts: { state, architecture: arch, copy }, ...scope }) {
    const { cluster, restoring } = scope;
    if (!restoring) return;
    if (state === 'done') return yield* copy.exists ? [removeCopy] : [];
    const [etcdutl] = restoreArtifacts(cluster, arch);
    if (!etcdutl) throw new Error(`kubeadm ${cluster.version} has no etcdutl`);
    if (!copy.exists || copy.content !== restoring.sums) yield bringCopy(restoring);
    const again = state === 'interrupted' ? ', after resetting an interrupted try' : '';
    yield {
      kind: 'change',
      about: 'cluster',
      summary: `Create the cluster "${cluster.name}" from that copy, with Kubernetes ${cluster.version}${again}`,
      artifact: etcdutl,
      script: makeFromCopy(scope, restoring, etcdutl),
      explain: kubeadmCause(cluster),
    };
  },
});
