import { type Artifact, stagedPath } from '../../artifacts/artifact-table.ts';
import type { Copy } from '../../backup/copy.ts';
import { forgetGone, unpackedCopy } from '../../backup/copy-on-node.ts';
import { distributionOf } from '../../distributions/table.ts';
import type { Scope } from '../../engine/model.ts';
import { at } from '../../facts/cluster/json.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import { lines, type Script, sh } from '../../shell/sh.ts';
import { runInit } from './kubeadm-init.ts';

const pki = '/etc/kubernetes/pki';

/**
 * Makes the cluster of an unpacked copy: kubeadm finds the keys and etcd's data, and makes everything else around them.
 * Safe to repeat from any point: what an interrupted try has made is reset first, and the copy is removed when the
 * cluster is there.
 */
export function makeFromCopy(scope: Scope, copy: Copy, etcdutl: Artifact): Script {
  const local = at(scope.cluster.kubeadm.cluster, 'etcd', 'local', 'dataDir');
  const data = typeof local === 'string' ? local : '/var/lib/etcd';
  const ignored = `--ignore-preflight-errors=DirAvailable-${data.replaceAll('/', '-')}`;
  const making = runInit(scope, {
    options: [ignored],
    before: sh`${placeKeys}
${placeData(scope, data, etcdutl)}`,
    after: startPodsAgain(scope, copy),
  });
  // Only now, when the node counts as a member: an interrupted node without a copy is reset, for a new cluster.
  return lines([making, sh`rm -rf ${unpackedCopy} ${stagedPath(etcdutl)}`]);
}

const placeKeys = sh`( umask 077
  mkdir -p ${pki}
  cp -R ${unpackedCopy}/pki/. ${pki}/
  chmod 755 ${pki} ${pki}/etcd
  chmod 644 ${pki}/*.crt ${pki}/etcd/*.crt ${pki}/sa.pub )`;

/**
 * Makes etcd's data for a single member. Its revisions go on far above those that the lost cluster may have reached:
 * programs that watch etcd are told to begin anew, and never see a revision twice
 * (https://github.com/etcd-io/etcd/issues/16028).
 */
function placeData({ node }: Scope, data: string, etcdutl: Artifact): Script {
  const address = ipv4Of(node.address);
  // Where the node has no IPv4 address in the inventory, kubeadm takes that of the default route: this does the same.
  const own = address
    ? sh`address=${address}`
    : sh`address=$(ip -4 route get 1.1.1.1 | sed -n 's/.* src \([0-9.]*\).*/\1/p')`;
  const folder = etcdutl.origin.replace(/^.*\/|\.tar\.gz$/g, '');
  const newer = ['--bump-revision', '1000000000', '--mark-compacted'];
  return sh`tar -C ${unpackedCopy} -xzf ${stagedPath(etcdutl)} --strip-components=1 --no-same-owner ${`${folder}/etcdutl`}
${own}
rm -rf ${data}
( umask 077; ${unpackedCopy}/etcdutl snapshot restore ${unpackedCopy}/etcd.db --data-dir ${data} ${newer} --name ${node.name} --initial-cluster ${node.name}="https://$address:2380" --initial-advertise-peer-urls "https://$address:2380" )`;
}

/**
 * Deletes Node objects of nodes that are gone, and starts kube-proxy, CoreDNS and Flannel again: they knew the lost
 * cluster.
 */
function startPodsAgain(scope: Scope, copy: Copy): Script {
  const { kubectl } = distributionOf(scope.cluster);
  return sh`${forgetGone(scope, copy)}
${kubectl} -n kube-system delete pod --ignore-not-found --wait=false -l ${'k8s-app in (kube-proxy, kube-dns)'}
${kubectl} -n kube-flannel delete pod --ignore-not-found --wait=false --all`;
}
