import { defineStep } from '../../../engine/model.ts';
import { commandFact } from '../../../facts/command.ts';
import { etcdctl, etcdMembers } from '../../../facts/etcd.ts';
import { clusterState } from '../../../facts/kubernetes.ts';
import { ensureAnswering } from '../../../resources/cluster.ts';
import { type Script, sh } from '../../../shell/sh.ts';
import { majorityLost } from './majority.ts';

const notAsked = commandFact('no etcd members', sh`:`, () => []);

export default defineStep({
  title: 'Control planes leave etcd',
  // k3s does it when the Node object goes.
  only: 'kubeadm',
  needs: ({ cluster, node, leaving = [] }) => {
    const isAbout = leaving.some((leaver) => leaver.node.role === 'control-plane');
    return { state: clusterState(cluster), members: isAbout ? etcdMembers(node.name) : notAsked };
  },
  *plan({ cluster, node, leaving = [], facts: { state, members } }) {
    if (state.kind !== 'running') return yield* ensureAnswering(state, cluster);
    if (!members) {
      const hint = `Look at it: kubectl --context ${cluster.name} -n kube-system logs etcd-${node.name}`;
      return yield { kind: 'problem', summary: 'etcd does not tell who its members are.', hint };
    }
    const ready = state.nodes.filter((one) => one.ready).map(({ name }) => name);
    const names = leaving.map((leaver) => leaver.node.name);
    // Who does not run goes first: then fewer of the others are needed.
    const going = members
      .filter(({ name }) => names.includes(name))
      .toSorted((a, b) => Number(ready.includes(a.name)) - Number(ready.includes(b.name)));
    const all = members.map(({ name }) => name);
    const lost = majorityLost(
      all,
      ready,
      going.map(({ name }) => name),
    );
    if (lost) {
      const down = all.filter((name) => !ready.includes(name)).join(', ');
      return yield {
        kind: 'problem',
        summary: `Without ${lost} etcd would lose its majority: ${down} does not run.`,
        hint: `Bring ${down} back or take it out first, then run the same command again.`,
      };
    }
    for (const { id, name } of going) {
      yield { kind: 'change', summary: `Take ${name} out of etcd`, script: removal(node.name, id) };
    }
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
