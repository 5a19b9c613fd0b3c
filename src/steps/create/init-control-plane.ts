import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { initDocuments, runKubeadm } from './kubeadm-documents.ts';

export default defineStep({
  id: 'node.absent',
  title: 'Control plane',
  only: 'kubeadm',
  on: 'leader',
  needs: ({ cluster }) => ({ state: memberState(cluster) }),
  *plan({ facts, ...scope }) {
    const { cluster } = scope;
    if (facts.state === 'done') return;
    const again = facts.state === 'interrupted' ? ', after resetting an interrupted try' : '';
    yield {
      kind: 'change',
      summary: `Create the cluster "${cluster.name}" with Kubernetes ${cluster.version}${again}`,
      script: runKubeadm('init', initDocuments(scope), ['--skip-token-print', '--skip-certificate-key-print']),
    };
  },
});
