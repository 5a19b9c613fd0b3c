import { beganFromCopy, copyOnNode, removeCopy } from '../../backup/copy-on-node.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { kubeadmCause } from '../../facts/journal.ts';
import { runInit } from './kubeadm-init.ts';

export default defineStep({
  id: 'node.absent',
  title: 'Control plane',
  only: 'kubeadm',
  on: 'leader',
  needs: ({ cluster }) => ({ state: memberState(cluster), copy: copyOnNode }),
  *plan({ facts, ...scope }) {
    const { cluster, restoring } = scope;
    if (restoring) return;
    if (facts.state === 'done') return yield* facts.copy.exists ? [removeCopy] : [];
    if (facts.copy.exists) return yield beganFromCopy;
    const again = facts.state === 'interrupted' ? ', after resetting an interrupted try' : '';
    yield {
      kind: 'change',
      summary: `Create the cluster "${cluster.name}" with Kubernetes ${cluster.version}${again}`,
      script: runInit(scope),
      explain: kubeadmCause(cluster),
    };
  },
});
