import { distributionOf } from '../distributions/table.ts';
import type { Fact } from '../engine/model.ts';
import { commandFact } from '../facts/command.ts';
import { journalEnd } from '../facts/journal-end.ts';
import type { Cluster, Node } from '../inventory/schema.ts';
import { type Script, sh } from '../shell/sh.ts';

/** A file of the archive, and what fills it. */
export interface Question {
  readonly file: string;
  readonly fact: Fact<string>;
}

const mostBytes = 200_000;

/** What an experienced person would look at on a node. Nothing here usually has a secret. */
const onNodes: Readonly<Record<string, Script>> = {
  'system.txt': sh`uname -a; cat /etc/os-release /etc/rpi-issue; tr -d '\0' </proc/device-tree/model; uptime; date; timedatectl; cat /proc/cmdline; cat /boot/firmware/cmdline.txt /boot/cmdline.txt /boot/firmware/config.txt`,
  'hardware.txt': sh`vcgencmd get_throttled; vcgencmd measure_temp; free -m; df -h; df -i; lsblk; cat /proc/swaps /proc/cgroups /sys/fs/cgroup/cgroup.controllers; nproc`,
  'network.txt': sh`ip address; ip route; ip neigh; cat /etc/hosts /etc/resolv.conf; nmcli device; ss -Hltunp; ls -l /etc/netplan /etc/network /etc/NetworkManager/system-connections`,
  'firewall.txt': sh`iptables -V; iptables-save | grep -v 'KUBE-SEP-\|KUBE-SVC-' | head -n 1000; ufw status; nft list tables`,
  'units.txt': sh`systemctl --failed --no-pager; systemctl show -p Id,ActiveState,SubState,NRestarts,ExecMainStartTimestamp kubelet.service containerd.service docker.service k3s.service k3s-agent.service avahi-daemon.service serf.service`,
  'packages.txt': sh`dpkg-query -W -f '\${db:Status-Abbrev} \${Package} \${Version}\n' 'container*' 'docker*' 'kube*' 'raspberrypi*' 'linux-image*' 'network-manager*' 'systemd*' 'iptables*' 'serf*' 'avahi*' 'nodejs*'; ls -l /usr/local/bin /var/lib/microcloud /var/lib/microcloud/programs`,
  'containerd.txt': sh`cat /etc/containerd/config.toml; ls -l /etc/cni/net.d; cat /etc/cni/net.d/*.conflist /run/flannel/subnet.env; ctr -n k8s.io images ls -q; docker info`,
  'kubelet.txt': sh`cat /var/lib/kubelet/config.yaml /etc/default/kubelet; ls -l /etc/kubernetes /etc/kubernetes/manifests /etc/kubernetes/pki`,
  'cloudy.txt': sh`[ -L /run/microcloud-publisher/status.json ] || cat /run/microcloud-publisher/status.json; serf members; systemctl --no-pager status serf avahi-daemon 'microcloud-*'`,
  'kernel.log': sh`journalctl -q --no-pager -k -n 1000`,
};

const inCluster: Readonly<Record<string, readonly string[]>> = {
  'nodes.txt': ['describe', 'nodes'],
  'objects.txt': ['get', 'nodes,pods,services,deployments,daemonsets,persistentvolumeclaims', '-A', '-o', 'wide'],
  'events.txt': ['get', 'events', '-A', '--sort-by=.lastTimestamp'],
  'kube-system.txt': ['describe', 'pods', '-n', 'kube-system'],
  'flannel.txt': ['describe', 'pods', '-n', 'kube-flannel'],
};

/** Lists the questions to one node. */
export function questionsFor(node: Node, cluster: Cluster, since: string): readonly Question[] {
  const { journal, adminConfig, kubectlWithin } = distributionOf(cluster);
  const units = [...journal, 'docker', 'avahi-daemon', 'serf', 'microcloud-publisher'].flatMap((unit) => ['-u', unit]);
  const own = {
    ...onNodes,
    'journal.log': journalEnd(`--since=${since}`, '-n', '3000', ...units),
    'pods.log': sh`for f in /var/log/pods/kube-*/*/*.log; do echo "== $f"; tail -n 60 "$f"; done`,
  };
  const asked = Object.entries(own).map(([file, script]) => question(`nodes/${node.name}/${file}`, script));
  if (node.role !== 'control-plane') return asked;
  const kube = Object.entries(inCluster).map(([file, words]) =>
    question(`cluster/${node.name}/${file}`, sh`[ ! -e ${adminConfig} ] || ${kubectlWithin(30)} ${words}`),
  );
  return [...asked, ...kube];
}

// Runs all commands of the script even if some fail, and keeps the end of their output: more nobody would read.
function question(file: string, script: Script): Question {
  const fact = commandFact(
    `support ${file}`,
    sh`{ ${script}
} 2>&1 | tail -c ${mostBytes}`,
    (stdout) => stdout,
  );
  return { file, fact };
}
