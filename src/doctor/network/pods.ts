import { distributionOf } from '../../distributions/table.ts';
import { cniConfigurations } from '../../facts/cni-configurations.ts';
import { fileFact } from '../../facts/file.ts';
import { links } from '../../facts/links.ts';
import { nodeCheck } from '../check.ts';

const subnet = fileFact('/run/flannel/subnet.env');

function settingOf(state: { readonly exists: boolean; readonly content?: string }, key: string): string | undefined {
  return state.exists ? new RegExp(`^${key}=(.*)$`, 'm').exec(state.content ?? '')?.[1] : undefined;
}

export default [
  nodeCheck({
    id: 'cni.missing',
    when: 'member',
    title: 'It has no configuration of the pod network',
    why: 'The node becomes NotReady, and pods wait in ContainerCreating.',
    advice: 'kubectl -n kube-flannel delete pod --field-selector spec.nodeName={node}',
    runbook:
      'Flannel writes /etc/cni/net.d/10-flannel.conflist when its pod starts. Somebody removed it, or Flannel never ran here.',
    source: 'kubernetes#39557, #107127; flannel#820',
    entails: ['node.ready', 'pods.stuck'],
    needs: () => ({ configurations: cniConfigurations }),
    judge: ({ cluster, facts }) =>
      facts.configurations.length === 0 ? { advice: distributionOf(cluster).restartFlannel } : undefined,
  }),
  nodeCheck({
    id: 'cni.several',
    title: 'It has configurations of several pod networks',
    why: 'containerd takes the first by its name: pods are in a network that nobody else is in.',
    advice: 'ssh {node} ls /etc/cni/net.d',
    runbook: 'Calico, Weave, Docker or an earlier cluster left a file. Keep 10-flannel.conflist.',
    source: 'kubernetes#107127; kubeadm#1822; rke2#786',
    entails: ['pods.*', 'cni.stale', 'node.ready'],
    needs: () => ({ configurations: cniConfigurations }),
    judge({ facts: { configurations: files } }) {
      const own = files.map(({ path }) => path).filter((path) => !/podman|loopback/.test(path));
      return own.length > 1 ? { what: `It has configurations of several pod networks: ${own.join(', ')}` } : undefined;
    },
  }),
  nodeCheck({
    id: 'cni.stale',
    when: 'newcomer',
    title: 'An earlier cluster left its pod network',
    severity: 'warning',
    why: 'Pods may wait in ContainerCreating after init.',
    advice: 'ssh {node} "sudo rm -rf /etc/cni/net.d/* /var/lib/cni; sudo ip link delete cni0"',
    runbook: '`kubeadm reset` leaves /etc/cni/net.d and the bridge cni0 behind.',
    source: 'kubernetes#39557; kubeadm#1822, #2795; k3s#2808, #8347',
    needs: () => ({ configurations: cniConfigurations, links }),
    judge: ({ facts }) =>
      facts.configurations.length > 0 || facts.links.all.some(({ name }) => name === 'cni0') ? {} : undefined,
  }),
  nodeCheck({
    id: 'cni.network',
    when: 'member',
    title: "Flannel's network is not that of the inventory",
    why: 'Pods get addresses that other nodes do not know.',
    advice: 'microcloud init, then: kubectl -n kube-flannel rollout restart daemonset kube-flannel-ds',
    runbook: 'The pod network of a cluster cannot be changed once it is made: put the old one back into the inventory.',
    source: 'kubernetes#39557; kubespray CIDR checks',
    needs: () => ({ subnet }),
    judge({ cluster, facts }) {
      const network = settingOf(facts.subnet, 'FLANNEL_NETWORK');
      if (network === undefined || network === cluster.podNetwork) return undefined;
      const what = `Flannel's network is ${network}, that of the inventory ${cluster.podNetwork}`;
      return { what, advice: `microcloud init, then: ${distributionOf(cluster).restartFlannel}` };
    },
  }),
  nodeCheck({
    id: 'cni.lease',
    only: 'kubeadm',
    when: 'member',
    title: 'Flannel has not prepared the node',
    why: 'New pods wait in ContainerCreating.',
    advice: 'kubectl -n kube-flannel delete pod --field-selector spec.nodeName={node}',
    runbook:
      '/run/flannel/subnet.env is missing: Flannel does not run, or somebody removed the file. Flannel writes it when it starts.',
    source: 'flannel#820; k3s#774',
    entails: ['pods.stuck', 'cni.link', 'net.pods'],
    needs: () => ({ subnet }),
    judge: ({ facts }) => (facts.subnet.exists ? undefined : {}),
  }),
  nodeCheck({
    id: 'cni.bridge',
    when: 'member',
    title: 'The bridge of its pods has another address than Flannel wants',
    why: 'New pods wait in ContainerCreating.',
    advice: 'ssh {node} sudo ip link delete cni0',
    runbook:
      'The node was in another cluster, or got another range of addresses. The bridge is made anew with the next pod.',
    source: 'kubernetes#39557; flannel#820',
    entails: ['pods.stuck', 'pods.crashing'],
    needs: () => ({ subnet, links }),
    judge({ facts }) {
      const bridge = facts.links.all
        .find(({ name }) => name === 'cni0')
        ?.addresses.find(({ address }) => address.includes('.'));
      const wanted = settingOf(facts.subnet, 'FLANNEL_SUBNET');
      if (!bridge || wanted === undefined || wanted === `${bridge.address}/${bridge.prefix}`) return undefined;
      return { what: `The bridge of its pods has ${bridge.address}, Flannel wants ${wanted}` };
    },
  }),
  nodeCheck({
    id: 'cni.link',
    when: 'member',
    title: 'The interface of the pod network is missing',
    why: 'Its pods do not reach those of other nodes.',
    advice: 'kubectl -n kube-flannel delete pod --field-selector spec.nodeName={node}',
    runbook: 'flannel.1 is gone: NetworkManager or somebody removed it. Flannel makes it when it starts.',
    source: 'rke2#786; flannel#1039',
    entails: ['net.pods', 'net.dns_pod'],
    entailsAnywhere: ['svc.nodeport'],
    needs: () => ({ links, subnet }),
    judge: ({ cluster, facts }) =>
      facts.subnet.exists && !facts.links.all.some(({ name }) => name === 'flannel.1')
        ? { advice: distributionOf(cluster).restartFlannel }
        : undefined,
  }),
];
