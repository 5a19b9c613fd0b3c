import { type Script, sh } from '../shell/sh.ts';

const pki = '/etc/kubernetes/pki';

/** The keys that make the cluster this cluster. kubeadm signs all others with them. */
export const clusterKeys = [
  ...['ca.crt', 'ca.key', 'front-proxy-ca.crt', 'front-proxy-ca.key'],
  ...['etcd/ca.crt', 'etcd/ca.key', 'sa.key', 'sa.pub'],
] as const;

/** Calls etcdctl in the etcd of this control plane, as administrator; further words follow. */
export function etcdctl(node: string): Script {
  const keys = [`--cacert=${pki}/etcd/ca.crt`, `--cert=${pki}/etcd/server.crt`, `--key=${pki}/etcd/server.key`];
  return sh`KUBECONFIG=/etc/kubernetes/admin.conf kubectl -n kube-system exec ${`etcd-${node}`} -- etcdctl ${keys}`;
}

/**
 * Puts etcd's data and the cluster's keys into the folder `$into` of this control plane. etcd runs in a container that
 * shares one folder with the node, so its data is written there first: for root alone, and not for longer than needed.
 */
export function collectKubeadm(node: string): Script {
  return sh`data=$(sed -n 's/^ *- --data-dir=//p' /etc/kubernetes/manifests/etcd.yaml 2>/dev/null || :)
[ -n "$data" ] || { echo ${'there is no etcd of kubeadm on this control plane'}; exit 1; }
trap 'rm -f "$data/microcloud-copy.db" "$data/microcloud-copy.db.part"' EXIT
rm -f "$data/microcloud-copy.db" "$data/microcloud-copy.db.part"
${etcdctl(node)} snapshot save "$data/microcloud-copy.db"
mv "$data/microcloud-copy.db" "$into/etcd.db"
mkdir -p "$into/pki/etcd"
for name in ${clusterKeys}; do cp -p ${pki}/"$name" "$into/pki/$name"; done`;
}
