import { distributionOf } from '../../distributions/table.ts';
import type { Scope } from '../../engine/model.ts';
import { type Script, sh } from '../../shell/sh.ts';

/** A Pi on an SD card takes minutes for what a server does in seconds. */
const startSeconds = 600;
const arrivalSeconds = 300;
/** Some of them are usual: a server that joins stops until etcd takes it. */
const starts = 8;

/** Starts k3s and waits until this node is in the cluster. Safe to repeat: k3s goes on with what it finds. */
export function startAndArrive({ cluster, node }: Pick<Scope, 'cluster' | 'node'>): Script {
  const { unit, joined, kubectl } = distributionOf(cluster);
  const name = unit[node.role];
  // A worker may see itself, and nothing else.
  const answers = {
    'control-plane': sh`${kubectl} get --raw /readyz >/dev/null 2>&1`,
    worker: sh`k3s kubectl --kubeconfig ${joined} --request-timeout=5s get node ${node.name} >/dev/null 2>&1`,
  }[node.role];
  const failed = (why: string) => sh`{ echo ${`${name} ${why}`}; exit 1; }`;
  return sh`systemctl daemon-reload
systemctl reset-failed ${name} 2>/dev/null || :
timeout ${startSeconds} systemctl restart ${name} || :
tries=0
until [ -e ${joined} ] && ${answers}; do
  tries=$((tries + 1))
  [ $tries -lt ${arrivalSeconds} ] || ${failed('runs, but this node does not come into the cluster')}
  [ "$(systemctl show -p NRestarts --value ${name})" -lt ${starts} ] || ${failed('stops again and again')}
  sleep 1
done`;
}
