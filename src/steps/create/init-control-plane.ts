import { defineStep } from '../../engine/model.ts';
import { kubeadmState } from '../../facts/kubernetes.ts';
import { firstControlPlane } from '../../inventory/address.ts';
import { initDocuments, runKubeadm } from './kubeadm.ts';

export default defineStep({
  title: 'Control plane',
  needs: () => ({ state: kubeadmState }),
  *plan({ facts, ...scope }) {
    const { cluster, node, nodes } = scope;
    if (cluster.distribution !== 'kubeadm' || node !== firstControlPlane(nodes) || facts.state === 'done') return;
    const again = facts.state === 'interrupted' ? ', after resetting an interrupted try' : '';
    yield {
      kind: 'change',
      summary: `Create the cluster "${cluster.name}" with Kubernetes ${cluster.version}${again}`,
      script: runKubeadm('init', initDocuments(scope), ['--skip-token-print', '--skip-certificate-key-print']),
    };
  },
});
