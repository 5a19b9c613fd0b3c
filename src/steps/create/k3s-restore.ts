import type { Copy } from '../../backup/copy.ts';
import { forgetGone, unpackedCopy } from '../../backup/copy-on-node.ts';
import { k3sPaths } from '../../distributions/k3s-paths.ts';
import { distributionOf } from '../../distributions/table.ts';
import type { Scope } from '../../engine/model.ts';
import { type Script, sh } from '../../shell/sh.ts';
import { startAndArrive } from './k3s-start.ts';

const { server, token, agentToken } = k3sPaths;

/**
 * Makes the server of an unpacked copy. etcd's data is encrypted with the token of the copy: k3s starts only where that
 * token is in k3s's own file, too, whatever `token-file` says (pkg/cli/server/server.go). Without --etcd-s3=false k3s
 * would look for the copy in a bucket where its settings name one. A copy of sqlite has keys as files: they keep their
 * times, for k3s refuses files that are newer than its database. Safe to repeat: what an interrupted try has made is
 * removed first, and the copy is removed when the server is there.
 */
export function makeServerFromCopy(scope: Scope, copy: Copy): Script {
  const { unit } = distributionOf(scope.cluster);
  return sh`systemctl stop ${unit['control-plane']} 2>/dev/null || :
( umask 077
  mkdir -p ${server}/db /etc/rancher/node
  rm -rf ${server}/db ${server}/tls ${server}/cred
  mkdir -p ${server}/db
  bare() { [ ! -e "$1" ] || { sed 's/^K10[0-9a-f]*::[a-z]*://' "$1" >"$2.microcloud"; mv -f "$2.microcloud" "$2"; }; }
  bare ${unpackedCopy}/server/token ${token}
  bare ${unpackedCopy}/server/agent-token ${agentToken}
${copy.madeOn === scope.node.name ? sh`  cp ${unpackedCopy}/node-password /etc/rancher/node/password` : sh`  :`}
  if [ -e ${unpackedCopy}/etcd.db ]; then
    cp -p ${unpackedCopy}/server/token ${server}/token
    timeout 900 k3s server --cluster-reset --cluster-reset-restore-path=${unpackedCopy}/etcd.db --etcd-s3=false
  else
    cp -p ${unpackedCopy}/state.db ${k3sPaths.sqlite}
    cp -pR ${unpackedCopy}/server/. ${server}/
  fi )
${otherPassword(scope, copy)}
${startAndArrive(scope)}
${startPodsAgain(scope, copy)}
rm -rf ${unpackedCopy}`;
}

// The copy may have the password of the machine that had this name before: k3s would refuse this machine.
function otherPassword({ cluster, node }: Scope, { madeOn, known }: Copy): Script {
  if (madeOn === node.name || known.every(({ name }) => name !== node.name)) return sh`:`;
  const { forget } = distributionOf(cluster);
  return sh`( tries=0; until ( ${forget(node.name)} ) >/dev/null 2>&1 || [ $tries -ge 300 ]; do tries=$((tries + 1)); sleep 1; done ) &`;
}

/** Deletes Node objects of nodes that are gone, and starts CoreDNS again. */
function startPodsAgain(scope: Scope, copy: Copy): Script {
  const { kubectl } = distributionOf(scope.cluster);
  return sh`${forgetGone(scope, copy)}
${kubectl} -n kube-system delete pod --ignore-not-found --wait=false -l k8s-app=kube-dns`;
}
