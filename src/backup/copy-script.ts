import { distributionOf } from '../distributions/table.ts';
import type { Scope } from '../engine/model.ts';
import { calledScript } from '../facts/called-api.ts';
import { apiEndpoint, firstControlPlane } from '../inventory/address.ts';
import { type Script, sh } from '../shell/sh.ts';
import { copyFolder, copyFormat, type Description } from './copy.ts';

/** The first line of the script's answer after a success. */
export const made = 'copy-made';

/** The folder of a copy in the making: it has the keys of the cluster. A power cut leaves it on the node. */
export const copyParts = '/var/lib/microcloud/copy';

const nodeFields =
  '{range .items[*]}{.metadata.name}{" "}{.status.nodeInfo.kubeletVersion}{" "}{.spec.podCIDR}{"\\n"}{end}';

/** Describes the cluster of a copy, with the names and addresses of the inventory. */
function describe({ cluster, node, nodes }: Scope): Description {
  const { name, distribution, podNetwork, serviceNetwork } = cluster;
  return {
    format: copyFormat,
    ...{ cluster: name, distribution, podNetwork, serviceNetwork },
    endpoint: apiEndpoint(cluster, firstControlPlane(nodes)),
    madeOn: node.name,
    nodes: nodes.map(({ name, role, address }) => ({ name, role, address })),
  };
}

/**
 * Makes a copy of the cluster on a control plane, as one archive at `$work/copy.tar.gz`. Its parts lie in a folder that
 * only root can enter, and that is gone when the script ends, however it ends.
 */
function packed(scope: Scope, inventory: string): Script {
  const { kubectl, collect } = distributionOf(scope.cluster);
  return sh`${collect(scope.node.name)}
printf '%s\n' ${JSON.stringify(describe(scope), undefined, 2)} >"$into/about.json"
printf %s ${inventory} >"$into/inventory.yaml"
date -u +%Y-%m-%dT%H:%M:%SZ >"$into/made"
( ${calledScript(scope.cluster, scope.node)}
) >"$into/called"
${kubectl} get --raw /version >"$into/version.json"
${kubectl} get nodes -o ${`jsonpath=${nodeFields}`} >"$into/nodes"
cd "$into"
find . -type f | sed 's|^\./||' | sort >"$work/names"
while read -r name; do sha256sum "$name"; done <"$work/names" >"$work/sums"
mv "$work/sums" "$into/SHA256SUMS"
tar -C "$work" --format=ustar --owner=0 --group=0 --numeric-owner -czf "$work/copy.tar.gz" ${copyFolder}`;
}

/**
 * Tries to make a copy at `$work/copy.tar.gz`. Then `$code` is 0 or the exit code of the failure, and `$work/output`
 * has the messages. `busy` runs when another copy has been in the making for 10 minutes.
 */
export function tryCopy(scope: Scope, inventory: string, busy: Script): Script {
  return sh`mkdir -p /var/lib/microcloud /run/microcloud
umask 077
exec 8>>/run/microcloud/copy.lock
flock -w 600 8 || { echo 'another copy is being made on this node'; ${busy}; }
work=${copyParts}
into=$work/${copyFolder}
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT PIPE TERM
rm -rf "$work"
mkdir -p "$into"
set +e
( set -e
${packed(scope, inventory)}
) >"$work/output" 2>&1
code=$?
set -e`;
}

/**
 * Makes a copy and prints the line "copy-made" and the copy in base64, or else the reason of the failure. Nothing of
 * the copy stays on the node, even when the link is lost meanwhile.
 */
export function copyScript(scope: Scope, inventory: string): Script {
  return sh`${tryCopy(scope, inventory, sh`exit 0`)}
if [ $code -eq 0 ]; then echo ${made}; base64 "$work/copy.tar.gz"; else tail -n 20 "$work/output"; fi`;
}

/**
 * Makes a copy and keeps it in a file on the node, for root only. Everything else in the folder of that file is
 * deleted.
 */
export function keepCopy(scope: Scope, path: string): Script {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const inventory = `# This copy was kept on ${scope.node.name}. The inventory is on the computer that runs microcloud.\n`;
  return sh`${tryCopy(scope, inventory, sh`exit 1`)}
if [ $code -ne 0 ]; then tail -n 20 "$work/output"; exit 1; fi
sync "$work/copy.tar.gz"
rm -rf ${folder}
mkdir -p ${folder}
mv "$work/copy.tar.gz" ${path}`;
}
