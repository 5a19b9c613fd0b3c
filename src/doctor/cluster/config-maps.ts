import { at, type Json } from '../../facts/cluster/json.ts';
import {
  configMapText,
  type KubeadmConfigMap,
  kubeadmConfigMapNames,
  kubeadmConfigMaps,
  kubeadmObjects,
} from '../../facts/cluster/kubeadm-objects.ts';
import { askedIf } from '../../facts/command.ts';
import { parseForeignYaml } from '../../foreign-yaml.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { command } from '../../shell/sh.ts';
import { type Asked, nodeCheck } from '../check.ts';
import { shortened } from '../shortened.ts';

/** Says where the blocks of a Corefile do not fit together: https://coredns.io/manual/configuration/ */
function corefileFault(text: string): string | undefined {
  let depth = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.replace(/#.*/, '').split(/\s+/);
    depth += words.filter((word) => word === '{').length - words.filter((word) => word === '}').length;
    if (depth < 0) return `line ${index + 1} closes a block that is not open`;
  }
  if (depth > 0) return 'a block is not closed: } is missing';
  return /^\s*kubernetes\s/m.test(text) ? undefined : 'the plugin kubernetes is missing: Services have no names';
}

function yamlFault(name: KubeadmConfigMap, text: string, cluster: Cluster): string | undefined {
  const document = parseForeignYaml(text);
  const [mistake] = document.errors;
  if (mistake) {
    const words = shortened(mistake.message.split(' at line')[0] ?? '', 100);
    return `line ${mistake.linePos?.[0].line ?? 1} has a mistake: ${words}`;
  }
  if (name !== 'kubeadm-config') return undefined;
  const network = at(document.toJS() as Json, 'networking', 'podSubnet');
  return network === cluster.podNetwork
    ? undefined
    : `podSubnet is ${network ?? 'missing'}, and the inventory says ${cluster.podNetwork}`;
}

function faultIn(name: KubeadmConfigMap, text: string, cluster: Cluster): string | undefined {
  if (text.trim() === '') return 'it is empty';
  return name === 'coredns' ? corefileFault(text) : yamlFault(name, text, cluster);
}

const isLeader = ({ node, leader }: Asked) => node.name === leader.name;

export default [
  nodeCheck({
    id: 'cluster.config_maps',
    only: 'kubeadm',
    when: 'member',
    title: 'A ConfigMap of kubeadm has a mistake',
    why: 'Programs that run keep the settings that they have read. The next start of a program fails, or no node can join.',
    advice: 'kubectl -n kube-system edit configmap NAME',
    runbook:
      'Somebody edited kubeadm-config, kubelet-config, kube-proxy or coredns in kube-system. Put the line right. If you do not know what stood there, delete the ConfigMap: `microcloud init` makes a new one, with the settings of the inventory or the defaults of kubeadm.',
    source: 'CoreDNS reload plugin; kubeadm reconfiguration',
    entails: ['sys.coredns', 'sys.kube_proxy', 'dns.coredns', 'net.dns_pod'],
    needs: (asked) => askedIf(isLeader(asked), { objects: kubeadmObjects(asked.cluster) }),
    judge({ cluster, facts: { objects } }) {
      return kubeadmConfigMapNames.flatMap((name) => {
        const text = objects && configMapText(objects, name);
        const fault = text === undefined ? undefined : faultIn(name, text, cluster);
        if (fault === undefined) return [];
        return [
          {
            what: `In the ConfigMap ${name} (${kubeadmConfigMaps[name]}) ${fault}`,
            advice: command`kubectl -n kube-system edit configmap ${name}`,
          },
        ];
      });
    },
  }),
];
