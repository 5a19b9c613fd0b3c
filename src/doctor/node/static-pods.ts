import { at, isList, type Json } from '../../facts/cluster/json.ts';
import { linesFact } from '../../facts/command.ts';
import { type FileState, fileFact } from '../../facts/file.ts';
import { parseForeignYaml } from '../../foreign-yaml.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import { isControlPlane } from '../../inventory/node-roles.ts';
import { command, sh } from '../../shell/sh.ts';
import { type Asked, nodeCheck } from '../check.ts';
import { shortened } from '../shortened.ts';

const folder = '/etc/kubernetes/manifests';
const parts = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;
type Part = (typeof parts)[number];

/** All files that kubelet reads there: those whose names do not begin with a dot, also a copy that an editor made. */
const files = linesFact(
  'files of static pods',
  sh`cd ${folder} 2>/dev/null || exit 0
for f in *; do [ ! -f "$f" ] || echo "$f"; done`,
);

const manifests = Object.fromEntries(parts.map((part) => [part, fileFact(`${folder}/${part}.yaml`)]));

/** Lists the arguments of a part that the inventory decides, unless its settings for kubeadm say otherwise. */
function wantedArguments(part: Part, { cluster, node }: Asked): Readonly<Record<string, string>> {
  const wanted: Readonly<Record<Part, Readonly<Record<string, string | undefined>>>> = {
    etcd: {},
    'kube-apiserver': {
      'advertise-address': ipv4Of(node.address),
      'service-cluster-ip-range': cluster.serviceNetwork,
    },
    'kube-controller-manager': { 'cluster-cidr': cluster.podNetwork },
    'kube-scheduler': {},
  };
  const own = JSON.stringify(cluster.kubeadm.cluster ?? {});
  return Object.fromEntries(
    Object.entries(wanted[part]).flatMap(([name, value]) => (value && !own.includes(name) ? [[name, value]] : [])),
  );
}

/** Says what is wrong with a manifest, as the end of a sentence; undefined when nothing is. */
function faultIn(part: Part, content: string, asked: Asked): string | undefined {
  if (content.trim() === '') return 'is empty';
  const document = parseForeignYaml(content);
  const [mistake] = document.errors;
  if (mistake) {
    const line = mistake.linePos?.[0].line ?? 1;
    return `has a mistake in line ${line}: ${shortened(mistake.message.split(' at line')[0] ?? '', 100)}`;
  }
  const containers = at(document.toJS() as Json, 'spec', 'containers');
  const [container] = isList(containers) ? containers : [];
  if (container === undefined) return 'has no container';
  const command = at(container, 'command');
  const words = isList(command) ? command.map(String) : [];
  for (const [name, value] of Object.entries(wantedArguments(part, asked))) {
    const actual = words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
    if (actual !== value) return `has --${name}=${actual ?? ''}, and the inventory says ${value}`;
  }
  return undefined;
}

export default [
  nodeCheck({
    id: 'kubelet.static_pods',
    only: 'kubeadm',
    when: 'member',
    title: 'A part of the control plane is not as kubeadm made it',
    why: 'kubelet starts whatever is in /etc/kubernetes/manifests.',
    advice: command`ssh {node} ls -la ${folder}`,
    runbook:
      'Somebody changed a file by hand, or a power cut damaged it. Keep copies elsewhere: kubelet reads every file there whose name does not begin with a dot, so a copy like kube-apiserver.yaml.bak starts the part a second time. `sudo kubeadm init phase control-plane all` and `sudo kubeadm init phase etcd local` write the files anew with the defaults of kubeadm.',
    source: 'kubelet static pods: config/file_linux.go; kubeadm#2361',
    entails: ['cluster.silent', 'node.ready', 'net.api', 'sys.control_plane', 'dns.coredns', 'node.labels'],
    needs: () => ({ files, ...manifests }),
    judge({ facts: { files: names, ...contents }, ...asked }) {
      if (!isControlPlane(asked.node)) return undefined;
      const states: Readonly<Record<string, FileState>> = contents;
      const faults = parts.flatMap((part) => {
        const state = states[part];
        const fault = state?.exists ? faultIn(part, state.content, asked) : undefined;
        return fault === undefined ? [] : [`${folder}/${part}.yaml ${fault}`];
      });
      const copies = names.filter((name) => parts.some((part) => name.startsWith(part) && name !== `${part}.yaml`));
      const extra = copies.map((name) => `kubelet starts ${folder}/${name}, too`);
      return [...faults, ...extra].map((what) => ({ what }));
    },
  }),
];
