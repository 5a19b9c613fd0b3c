import type { Fact } from '../../engine/model.ts';
import { podDns } from '../../facts/dns.ts';
import { podNetworks, portFact } from '../../facts/reach.ts';
import { apiEndpoint, firstControlPlane } from '../../inventory/address.ts';
import { formatAddress, parseNetwork } from '../../inventory/ipv4.ts';
import { isControlPlane } from '../../inventory/node-roles.ts';
import { type Asked, clusterCheck, type Looked, nodeCheck } from '../check.ts';
import { blockedFrom, membersIn, objectsCheck } from './seen-objects.ts';

/**
 * Lists the next two nodes of the inventory, which a node asks: when one node is off, every other node is still asked.
 */
function neighbours({ node, nodes }: Pick<Asked, 'node' | 'nodes'>): Asked['nodes'] {
  const at = nodes.findIndex(({ name }) => name === node.name);
  const others = [...nodes.slice(at + 1), ...nodes.slice(0, Math.max(at, 0))];
  return others.slice(0, 2);
}

const kubelet = (node: Asked['node']) => portFact(node.address, 10_250);

function api({ cluster, nodes }: Pick<Asked, 'cluster' | 'nodes'>): Fact<boolean> {
  const [host = '', port = '6443'] = apiEndpoint(cluster, firstControlPlane(nodes)).split(':');
  return portFact(host, Number(port));
}

/** Computes the tenth address of the Services, where kubeadm and k3s put the cluster's DNS. */
function dnsAddress({ serviceNetwork }: Asked['cluster']): string {
  return formatAddress((parseNetwork(serviceNetwork)?.first ?? 0) + 10);
}

const rules = 'ssh {node} sudo iptables -S INPUT';

export default [
  objectsCheck({
    id: 'net.api',
    title: 'It does not reach the API of the control plane',
    why: 'It cannot join, and as a member becomes NotReady.',
    advice: rules,
    runbook: 'Port 6443 of the control plane must be open for nodes: look for a firewall on both, and at the cable.',
    source: 'k3s-ansible#57, #216; k0sctl install_workers.go',
    entails: ['node.ready', 'pods.stuck', 'sys.*', 'net.dns_pod'],
    besides: (asked) => ({ api: api(asked) }),
    *find(_, view) {
      const members = membersIn(view);
      // Before there is a cluster nothing listens there.
      if (!members.some(({ node }) => isControlPlane(node))) return;
      const what = `It does not reach the API at ${apiEndpoint(view.cluster, firstControlPlane(view.nodes))}`;
      for (const { node, told } of members) if (told(api(view)) === false) yield { node: node.name, what };
    },
  }),
  clusterCheck({
    id: 'net.kubelet',
    title: 'Its kubelet cannot be reached by other nodes',
    why: '`kubectl logs` and `exec` do not work for its pods.',
    advice: rules,
    runbook: 'Port 10250 must be open between nodes.',
    source: 'kubeadm preflight Port-10250; k3s docs: networking',
    needs: (asked) => Object.fromEntries(neighbours(asked).map((node) => [node.name, kubelet(node)])),
    *judge(view) {
      for (const target of view.nodes) {
        const isAsked = ({ node }: Looked) => neighbours({ node, nodes: view.nodes }).includes(target);
        const from = blockedFrom(view, target.name, (one) => isAsked(one) && one.told(kubelet(target)) === false);
        if (from) yield { node: target.name, what: `Its kubelet cannot be reached by ${from}` };
      }
    },
  }),
  objectsCheck({
    id: 'net.pods',
    title: 'Its pods cannot be reached from other nodes',
    why: 'Services answer only now and then.',
    advice: rules,
    runbook:
      'Pods of different nodes talk in VXLAN packets: UDP port 8472 must be open between nodes. Some switches and virtual machines drop them.',
    source: 'flannel#1039; k3s docs: networking; k3s-ansible prereq',
    entails: ['net.dns_pod', 'svc.nodeport'],
    besides: () => ({ podNetworks }),
    *find({ nodes }, view) {
      for (const { name, podCidr } of nodes) {
        const network = podCidr.replace(/\/.*/, '');
        const from = blockedFrom(view, name, ({ told }) => told(podNetworks)?.get(network) === false);
        if (from) yield { node: name, what: `Its pods cannot be reached from ${from}` };
      }
    },
  }),
  nodeCheck({
    id: 'net.dns_pod',
    when: 'member',
    title: 'Its pods do not reach the DNS of the cluster',
    why: 'They find no names, neither of Services nor outside.',
    advice: 'kubectl -n kube-system get pods -o wide -l k8s-app=kube-dns',
    runbook:
      'This was asked from inside the network of a pod. kube-proxy leads the address of the DNS to a pod of CoreDNS, perhaps on another node. Look at kube-proxy, at that pod, and at rules of a firewall.',
    source: 'flannel#1279, #2152; kubespray#6115; k3s#1247',
    needs: ({ cluster }) => ({ answer: podDns(dnsAddress(cluster)) }),
    judge: ({ facts }) => (facts.answer === false ? {} : undefined),
  }),
];
