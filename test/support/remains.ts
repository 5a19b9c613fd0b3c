import type { RunningLab } from '../../lab/up.ts';
import { inside } from './cluster.ts';

const elsewhere = ['containerd', 'docker', 'systemd', 'NetworkManager', 'dpkg', 'apt', 'cloud', 'private'];
const pruned = [...elsewhere.map((name) => `/var/lib/${name}`), '/root/.kube', '/etc/cni/net.d/.10-flannel'];

/** Lists what a cluster may leave on a node, in other ways than the program's own. */
const script = `for link in /sys/class/net/*; do echo "link \${link##*/}"; done
for save in iptables-nft-save ip6tables-nft-save; do
  $save 2>/dev/null | grep -iE 'kube|cni-|flannel' | sed "s/ \\[.*//; s/^/$save /"
done
cut -d ' ' -f 2 /proc/self/mounts | sed 's/^/mount /'
ls /run/netns 2>/dev/null | sed 's/^/namespace /'
find /sys/fs/cgroup -type d -name 'kubepods*' | sed 's/^/group /'
systemctl list-unit-files --no-legend | awk '{ print "unit", $1 }'
systemctl list-units --all --no-legend --plain --type=service,scope,slice | awk '{ print "unit", $1 }' | grep kube
ps -eo comm= | grep -E 'kube|flannel|pause|etcd|containerd-shim' | sed 's/^/process /'
echo "localhost $(cat /proc/sys/net/ipv4/conf/all/route_localnet)"
ip -4 route | grep -E 'cni|flannel' | sed 's/^/route /'
find /.kube /etc /opt /usr/local /usr/lib/cni /var/log/pods /var/log/containers /root /var/lib -xdev ${pruned.map((path) => `-path ${path} -prune -o`).join(' ')} -print 2>/dev/null | sed 's/^/file /'
ctr -n k8s.io containers list -q | sed 's/^/container /'`;

/** Lists what is left on a node, a line each: links, chains, mounts, units, processes, files … */
export async function remains(lab: RunningLab, node: string): Promise<readonly string[]> {
  return [...new Set((await inside(lab, node, script)).trim().split('\n'))].sort();
}
