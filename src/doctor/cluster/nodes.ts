import { distributionOf } from '../../distributions/table.ts';
import type { ClusterObjects } from '../../facts/cluster/cluster-state.ts';
import type { NodeObject } from '../../facts/cluster/node-object.ts';
import { holds, links } from '../../facts/links.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import { rejoin } from '../advice.ts';
import type { ClusterSymptom, ClusterView } from '../check.ts';
import { membersIn, objectsCheck } from './seen-objects.ts';

const about = (objects: ClusterObjects, matches: (node: NodeObject) => boolean): readonly ClusterSymptom[] =>
  objects.nodes.filter(matches).map(({ name }) => ({ node: name }));

const inInventory = ({ nodes }: ClusterView, name: string) => nodes.find((node) => node.name === name);

export default [
  objectsCheck({
    id: 'node.missing',
    title: 'The cluster does not know it',
    why: 'It still counts itself as a member, but gets no pods.',
    advice: rejoin,
    runbook:
      'Somebody deleted its Node object. kubelet makes a new one when it starts. But the cluster may have given the addresses of its pods to another node meanwhile, and pods that run keep their addresses.',
    source: 'techno-tim/k3s-ansible#17, #52, #395, #478, #629',
    entails: ['node.labels'],
    *find({ nodes }, view) {
      for (const { node } of membersIn(view))
        if (!nodes.some(({ name }) => name === node.name)) yield { node: node.name };
    },
  }),
  objectsCheck({
    id: 'node.cordoned',
    title: 'It is cordoned',
    severity: 'warning',
    why: 'It gets no new pods.',
    advice: 'kubectl uncordon {node}',
    runbook: 'Somebody, or an upgrade that stopped half-way, ran `kubectl cordon` or `drain`.',
    source: 'talosctl health (nodes schedulable)',
    entails: ['pods.pending'],
    find: (objects) => about(objects, ({ isCordoned }) => isCordoned),
  }),
  objectsCheck({
    id: 'net.ip_changed',
    title: 'The cluster knows it by an address that it does not have',
    why: 'Its logs cannot be read, and other nodes do not reach its pods.',
    advice: `Give it the old address, or: ${rejoin}`,
    runbook: 'DHCP gave it another address. Reserve addresses in the router, or use staticAddress.',
    source: 'k3s#3006, #11778, #1977, #6845; kubeadm#338',
    besides: () => ({ links }),
    *find({ nodes }, { looked }) {
      for (const { node, told } of looked) {
        const known = nodes.find(({ name }) => name === node.name)?.internalAddress;
        const present = told(links)?.all;
        if (known && present && !present.some((link) => holds(link, known)))
          yield { node: node.name, what: `The cluster knows it by ${known}, which it does not have` };
      }
    },
  }),
  objectsCheck({
    id: 'cni.address',
    title: 'Flannel uses another address than the inventory',
    why: 'Other nodes send packets for its pods to the wrong interface.',
    advice: 'kubectl -n kube-flannel delete pod --field-selector spec.nodeName={node}',
    runbook:
      'A node with Wi-Fi, a VPN or Docker has several addresses. Flannel takes that of the default route when it starts.',
    source: 'k3s#72, #1131, #1365, #259, #10941; techno-tim/k3s-ansible#621, #593',
    entailsAnywhere: ['net.pods'],
    *find({ nodes }, view) {
      for (const { name, flannelAddress } of nodes) {
        const node = inInventory(view, name);
        const wanted = ipv4Of(node?.address);
        if (!wanted || flannelAddress === '' || flannelAddress === wanted) continue;
        const what = `Flannel uses ${flannelAddress}, the inventory ${wanted}`;
        yield { node: name, what, advice: distributionOf(view.cluster).restartFlannel };
      }
    },
  }),
  objectsCheck({
    id: 'cni.range',
    title: 'Flannel uses another range of pod addresses than the cluster gave the node',
    why: 'Other nodes send packets for its pods elsewhere.',
    advice: 'kubectl -n kube-flannel delete pod --field-selector spec.nodeName={node}',
    runbook:
      'The Node object was made anew with another range, or the interface flannel.1 has the address of an earlier cluster. Flannel takes the range when it starts. The bridge cni0 is made anew when somebody deletes it (`sudo ip link delete cni0`). Pods of the old range must be started again.',
    source: 'kubernetes#39557; flannel#820, #1039',
    entails: ['cni.bridge', 'net.dns_pod'],
    entailsAnywhere: ['net.pods'],
    besides: () => ({ links }),
    *find({ nodes }, { cluster, looked }) {
      for (const { node, told } of looked) {
        const range = nodes.find(({ name }) => name === node.name)?.podCidr ?? '';
        const tunnel = told(links)?.all.find(({ name }) => name === 'flannel.1');
        const used = tunnel?.addresses.find(({ address }) => address.includes('.'))?.address;
        const wanted = range.replace(/\/.*/, '');
        if (used === undefined || wanted === '' || used === wanted) continue;
        const what = `Flannel uses ${used} for its pods, the cluster gave it ${range}`;
        yield { node: node.name, what, advice: distributionOf(cluster).restartFlannel };
      }
    },
  }),
  objectsCheck({
    id: 'id.pod_cidr_dup',
    title: 'Two nodes have one range of pod addresses',
    why: 'Packets for a pod of one node reach the other node.',
    advice: rejoin,
    runbook: 'A backup was restored, or a Node object was written by hand.',
    source: 'kubernetes#39557; kubespray',
    *find({ nodes }) {
      for (const [index, { name, podCidr }] of nodes.entries()) {
        const twin = nodes.slice(0, index).find((other) => podCidr !== '' && other.podCidr === podCidr);
        if (twin) yield { node: name, what: `${twin.name} and ${name} have one range of pod addresses (${podCidr})` };
      }
    },
  }),
];
