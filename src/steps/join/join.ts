import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/kubernetes.ts';
import { apiEndpoint, firstControlPlane } from '../../inventory/address.ts';
import { lines, type Script, sh } from '../../shell/sh.ts';
import { joinDocuments, runKubeadm } from '../create/kubeadm.ts';

export default defineStep({
  title: 'Join',
  only: 'kubeadm',
  needs: ({ cluster }) => ({ state: memberState(cluster) }),
  *plan({ facts, ...scope }) {
    const { cluster, node, nodes } = scope;
    if (node === firstControlPlane(nodes) || facts.state === 'done') return;
    const again = facts.state === 'interrupted' ? ', after resetting an interrupted try' : '';
    yield {
      kind: 'change',
      summary: `Join the cluster "${cluster.name}" as ${node.role === 'worker' ? 'a worker' : 'a control plane'}${again}`,
      script: lines([probe(node.name, apiEndpoint(cluster, nodes)), runKubeadm('join', joinDocuments(scope))]),
    };
  },
});

// Said from the node that joins: kubeadm itself would retry for minutes and then report a timeout.
function probe(name: string, endpoint: string): Script {
  const [host = '', port = '6443'] = endpoint.split(':');
  return sh`tries=0
until timeout 5 bash -c ': </dev/tcp/$0/$1' ${host} ${port} 2>/dev/null; do
  tries=$((tries + 1))
  if [ $tries -ge 20 ]; then echo ${`${name} cannot reach the Kubernetes API at ${endpoint}: look at cables, addresses and firewalls.`}; exit 1; fi
  sleep 1
done`;
}
