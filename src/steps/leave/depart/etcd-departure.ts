import { etcdctl } from '../../../distributions/kubeadm-copy.ts';
import { defineStep } from '../../../engine/model.ts';
import { wholeCluster } from '../../../facts/cluster/cluster-state.ts';
import { commandFact } from '../../../facts/command.ts';
import { etcdMembers } from '../../../facts/etcd.ts';
import { isControlPlane } from '../../../inventory/node-roles.ts';
import { ensureAnswering } from '../../../resources/cluster.ts';
import { type Script, sh } from '../../../shell/sh.ts';
import { departures } from './etcd-majority.ts';

const notAsked = commandFact('no etcd members', sh`:`, () => []);

export default defineStep({
  id: 'leave.etcd',
  title: 'Control planes leave etcd',
  only: 'kubeadm',
  needs: ({ cluster, node, leaving = [] }) => {
    const isAbout = leaving.some((leaver) => isControlPlane(leaver.node));
    return { state: wholeCluster(cluster), members: isAbout ? etcdMembers(node.name) : notAsked };
  },
  *plan({ cluster, node, leaving = [], facts: { state, members } }) {
    if (state.kind !== 'running') return yield* ensureAnswering(state, cluster);
    if (!members) {
      const hint = `Look at it: kubectl --context ${cluster.name} -n kube-system logs etcd-${node.name}`;
      return yield { kind: 'problem', summary: 'etcd does not tell who its members are.', hint };
    }
    yield* departures({
      members: members.map(({ name }) => name),
      running: state.nodes.filter(({ ready }) => ready).map(({ name }) => name),
      leaving: leaving.map((leaver) => leaver.node.name),
      removal: (name) => removal(node.name, members.find((member) => member.name === name)?.id ?? ''),
    });
  },
});

// For some seconds after another change of its members etcd takes itself for unhealthy.
function removal(host: string, id: string): Script {
  return sh`tries=0
until ${etcdctl(host)} member remove ${id}; do
  tries=$((tries + 1))
  [ $tries -lt 10 ] || exit 1
  sleep 2
done`;
}
