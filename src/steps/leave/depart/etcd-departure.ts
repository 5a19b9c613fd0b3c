import { etcdctl } from '../../../distributions/kubeadm-copy.ts';
import { defineStep, type Scope } from '../../../engine/model.ts';
import { wholeCluster } from '../../../facts/cluster/cluster-state.ts';
import { etcdMembers } from '../../../facts/etcd.ts';
import { isControlPlane } from '../../../inventory/node-roles.ts';
import { ensureAnswering } from '../../../resources/cluster.ts';
import { tryUntil } from '../../../resources/try-until.ts';
import { type Script, sh } from '../../../shell/sh.ts';
import { departures } from './etcd-majority.ts';

export default defineStep({
  id: 'leave.etcd',
  title: 'Control planes leave etcd',
  only: 'kubeadm',
  needs: ({ cluster, node, leaving }) => ({
    state: wholeCluster(cluster),
    members: isAbout(leaving) ? etcdMembers(node.name) : undefined,
  }),
  *plan({ cluster, node, leaving = [], facts: { state, members } }) {
    if (state.kind !== 'running') return yield* ensureAnswering(state, cluster);
    if (!isAbout(leaving)) return;
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

function isAbout(leaving: Scope['leaving'] = []): boolean {
  return leaving.some(({ node }) => isControlPlane(node));
}

// For some seconds after another change of its members etcd takes itself for unhealthy, and refuses the next one.
function removal(host: string, id: string): Script {
  return tryUntil(sh`${etcdctl(host)} member remove ${id}`, { tries: 10, pause: 2 });
}
