import { beganFromCopy, copyOnNode } from '../../backup/copy-on-node.ts';
import { k3sPaths } from '../../distributions/k3s-paths.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { journalCause } from '../../facts/journal.ts';
import { lines, type Script, sh } from '../../shell/sh.ts';
import { hasSeveralServers } from '../kubernetes/k3s-entrance.ts';
import { startAndArrive } from './k3s-start.ts';

export default defineStep({
  id: 'node.absent',
  title: 'First server of k3s',
  only: 'k3s',
  on: 'leader',
  needs: ({ cluster }) => ({ state: memberState(cluster), copy: copyOnNode }),
  *plan({ facts, cluster, node, nodes, restoring }) {
    if (restoring) return;
    if (facts.copy.exists) return yield beganFromCopy;
    if (facts.state === 'done') return;
    const datastore = hasSeveralServers(nodes) ? 'etcd, for several servers' : 'sqlite, for one server';
    yield {
      kind: 'change',
      summary: `Create the cluster "${cluster.name}" with k3s ${cluster.version} (${datastore})`,
      script: lines([tokens, startAndArrive({ cluster, node })]),
      explain: journalCause(cluster),
    };
  },
});

// The node makes the tokens itself: they leave it only when another node joins. A server that has tokens keeps them.
const tokens: Script = sh`mkdir -p -m 700 /etc/rancher/k3s
token() {
  [ ! -s "$1" ] || return 0
  ( umask 077
    if [ -s "/var/lib/rancher/k3s/server/$2" ]; then sed 's/^K10[0-9a-f]*::[a-z]*://' "/var/lib/rancher/k3s/server/$2"
    else od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; fi >"$1.microcloud" )
  mv -f "$1.microcloud" "$1"
}
token ${k3sPaths.token} token
token ${k3sPaths.agentToken} agent-token`;
