import { type Script, sh } from '../shell/sh.ts';
import { linesFact } from './command.ts';

/**
 * Prints the process ids of pods and of what holds them. A simulated node may itself be a pod of somebody's cluster:
 * then its own processes look the same.
 */
export const podProcessIds: Script = sh`{
  pgrep -f -- '-namespace k8s\.io ' || :
  grep -qs kubepods /proc/1/cgroup || grep -ls kubepods /proc/[0-9]*/cgroup | cut -d / -f 3
} | sort -un`;

/** Names of the programs that run in pods or hold them: 'pause', 'containerd-shim'. */
export const podProcesses = linesFact(
  'processes of pods',
  sh`for pid in $(${podProcessIds}); do cat "/proc/$pid/comm" 2>/dev/null || :; done`,
);

/** Ids of Docker's containers that are of pods: kubelet's dockershim labelled them so, and cri-dockerd goes on with it. */
export const dockerContainers = linesFact(
  "pods' containers in Docker",
  sh`systemctl is-active -q docker.service || exit 0
docker ps -aq --no-trunc --filter label=io.kubernetes.docker.type`,
);

/** Prints where something of pods is mounted, the deepest first. */
export const podMountPoints: Script = sh`cut -d ' ' -f 2 /proc/self/mounts | grep -E ${'^(/var/lib/kubelet/|/run/netns/cni-|/run/containerd/io\\.containerd\\.(runtime\\.v2\\.task/k8s\\.io|grpc\\.v1\\.cri)/|/run/k3s/|/var/lib/rancher/k3s/)'} | sort -r`;

export const podMounts = linesFact('mounts of pods', podMountPoints);

/** Interfaces of the pod network: its bridge with what hangs on it, Flannel's tunnel, kube-proxy's addresses. */
export const podLinks = linesFact(
  'links of pods',
  sh`for link in /sys/class/net/*; do
  case \${link##*/} in cni[0-9]*|flannel*|kube-ipvs0) echo "\${link##*/}"; continue ;; esac
  case $(readlink "$link/master") in */cni[0-9]*) echo "\${link##*/}" ;; esac
done`,
);

/** Network namespaces that the pod network made. */
export const podNamespaces = linesFact(
  'network namespaces of pods',
  sh`for name in /run/netns/cni-*; do [ ! -e "$name" ] || echo "\${name##*/}"; done`,
);

/** Chains of kube-proxy, kubelet, Flannel, CNI plugins and k3s, and rules that lead into them or are theirs, as iptables-save prints them. */
export const podRules =
  '^:(KUBE|CNI|FLANNEL)-|^(\\[[0-9:]+\\] )?-A (KUBE|CNI|FLANNEL)-| -[jg] (KUBE|CNI|FLANNEL)-|flanneld |"KUBE-ROUTER ';

/** Where podRules are, and how many: 'iptables-nft 120'. The legacy tools make tables where there are none: asked only where some are. */
export const podChains = linesFact(
  'chains of pods',
  sh`count() {
  number=$("$1-save" 2>/dev/null | grep -cE ${podRules})
  [ "\${number:-0}" -eq 0 ] || echo "$1 $number"
}
count iptables-nft
count ip6tables-nft
if read -r _ 2>/dev/null </proc/net/ip_tables_names; then count iptables-legacy; fi
if read -r _ 2>/dev/null </proc/net/ip6_tables_names; then count ip6tables-legacy; fi
if command -v nft >/dev/null; then nft list tables | sed -nE 's/^table (\S+ (kube-proxy|flannel-\S+))$/nft \1/p'; fi`,
);

/** ipset of the system, or the one that k3s brings along; '' where there is none. */
export const ipsetProgram: Script = sh`command -v ipset || ls /var/lib/rancher/k3s/data/current/bin/ipset 2>/dev/null || :`;

/** Names of sets of addresses that rules of network policies look into. */
export const podSets = linesFact(
  'sets of pods',
  sh`ipset=$(${ipsetProgram})
[ -z "$ipset" ] || "$ipset" list -n 2>/dev/null | grep -E ${'^(inet6:)?(KUBE|kube-router)-'} || :`,
);

/** Prints control groups of pods, the deepest first. */
export const podControlGroups: Script = sh`find /sys/fs/cgroup -depth -type d -path '*/kubepods*'`;

export const podGroups = linesFact('control groups of pods', podControlGroups);

/** Asks which of these files and folders are there; an empty mount point counts as absent. */
export function presentFact(what: string, paths: readonly string[]) {
  return linesFact(
    what,
    sh`for path in ${paths}; do
  if [ -L "$path" ]; then echo "$path"
  elif mountpoint -q "$path" 2>/dev/null; then [ -z "$(ls -A "$path")" ] || echo "$path"
  elif [ -e "$path" ]; then echo "$path"; fi
done`,
  );
}
