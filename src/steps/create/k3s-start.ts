import { distributionOf } from '../../distributions/table.ts';
import type { Scope } from '../../engine/model.ts';
import { memberRole } from '../../inventory/node-roles.ts';
import { type Script, sh } from '../../shell/sh.ts';

/** Limits for a Pi on an SD card: it needs minutes where a server needs seconds. */
const startSeconds = 600;
const arrivalSeconds = 300;
/** k3s has failed after so many starts. A few are usual: a server that joins stops again until etcd takes it. */
const starts = 8;

/** Starts k3s and waits until this node is in the cluster. Safe to repeat: k3s goes on with what it finds. */
export function startAndArrive({ cluster, node }: Pick<Scope, 'cluster' | 'node'>): Script {
  const { unit, joined, kubectl } = distributionOf(cluster);
  const name = unit[memberRole(node)];
  const answers = {
    'control-plane': sh`${kubectl} get --raw /readyz >/dev/null 2>&1`,
    worker: sh`renewed=$(${ownLease(joined, node.name)} 2>/dev/null) && expr "$renewed" '>' "$began" >/dev/null`,
  }[memberRole(node)];
  const failed = (why: string) => sh`{ echo ${`${name} ${why}`}; exit 1; }`;
  return sh`systemctl daemon-reload
systemctl reset-failed ${name} 2>/dev/null || :
timeout ${startSeconds} systemctl restart ${name} || :
began=$(date -u +%Y-%m-%dT%H:%M:%S)
tries=0
until [ -e ${joined} ] && ${answers}; do
  tries=$((tries + 1))
  [ $tries -lt ${arrivalSeconds} ] || ${failed('runs, but this node does not come into the cluster')}
  [ "$(systemctl show -p NRestarts --value ${name})" -lt ${starts} ] || ${failed('stops again and again')}
  sleep 1
done`;
}

/**
 * Asks when a worker's kubelet renewed its lease. A lease that is newer than the start tells that this kubelet runs:
 * the Node object stays Ready for a while without any kubelet. A worker may read these two objects of itself, and no
 * other.
 */
function ownLease(kubeconfig: string, node: string): Script {
  const options = ['--kubeconfig', kubeconfig, '--request-timeout=5s', '-n', 'kube-node-lease'];
  const wanted = [`node/${node}`, `lease/${node}`, '-o', 'jsonpath={.items[*].spec.renewTime}'];
  return sh`k3s kubectl ${options} get ${wanted}`;
}
