import type { Cluster } from '../../inventory/schema.ts';
import { entrance, handedOver } from '../../resources/entrance.ts';
import { type Script, sh } from '../../shell/sh.ts';
import { upgradeDocument } from '../create/kubeadm-documents.ts';
import { asYaml } from '../create/run-kubeadm.ts';

/** A file that is on the node while kubeadm upgrades it: what a power cut leaves half-done is done again. */
export const upgradeMark = '/var/lib/microcloud/kubeadm-upgrade';

const etcd = '/var/lib/etcd';
/** Mebibytes beside the copy of etcd: manifests, certificates, logs. */
const spareMebibytes = 200;

/**
 * Upgrades what kubeadm has made on a node. `apply` runs first, once for the cluster; `node` on all other nodes. Safe
 * to repeat: what has the version already is left as it is. `beside` runs at the same time.
 */
export function runUpgrade(verb: 'apply' | 'node', cluster: Cluster, beside?: Script): Script {
  const words = verb === 'apply' ? ['apply', '--yes'] : ['node'];
  // kubeadm runs a pod that ends at once, and waits for it. On a busy Pi that takes longer than kubeadm waits.
  const ignoring = ['--ignore-preflight-errors', 'CreateJob'];
  const start = beside
    ? sh`{ ${beside}; } >/dev/null 2>&1 &
beside=$!
`
    : sh``;
  return sh`${hasSpace}
said=/run/microcloud/kubeadm-said
file=/run/microcloud/kubeadm.yaml
pausing=${entrance.pausing}
beside=
trap '[ -z "$beside" ] || kill "$beside" || :; rm -f "$said" "$file" "$pausing"' EXIT
${handedOver}
printf %s ${asYaml([upgradeDocument(cluster)])} >/run/microcloud/kubeadm.yaml
upgrade() { code=0; kubeadm upgrade ${words} --config "$file" "$@" >"$said" 2>&1 || code=$?; cat "$said"; }
mkdir -p /var/lib/microcloud
: >${upgradeMark}
${start}upgrade
if [ $code -ne 0 ] && grep -q CreateJob "$said"; then upgrade; fi
if [ $code -ne 0 ] && grep -q CreateJob "$said"; then upgrade ${ignoring}; fi
[ $code -eq 0 ] || exit $code
rm -f ${upgradeMark}`;
}

// kubeadm copies etcd beside itself before it touches etcd, and fails in the middle where the card is full.
const hasSpace = sh`if [ -d ${etcd} ]; then
  needed=$(($(du -sm ${etcd} | cut -f 1) + ${spareMebibytes}))
  free=$(df -Pm ${etcd} | awk 'NR == 2 { print $4 }')
  if [ "$free" -lt $needed ]; then echo "The card has $free MiB left, and an upgrade needs $needed MiB: remove images or files that nobody needs"; exit 1; fi
fi`;
