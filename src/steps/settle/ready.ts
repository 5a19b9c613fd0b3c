import { journalCommand } from '../../distributions/table.ts';
import { defineStep } from '../../engine/model.ts';
import { journalCause } from '../../facts/journal.ts';
import { clusterState } from '../../facts/kubernetes.ts';
import { firstControlPlane } from '../../inventory/address.ts';
import { ensureAnswering } from '../../resources/cluster.ts';

const limitSeconds = 600;

export default defineStep({
  title: 'Nodes Ready, cluster DNS available',
  needs: ({ cluster }) => ({ state: clusterState(cluster) }),
  *plan({ cluster, node, nodes, facts: { state } }) {
    if (node !== firstControlPlane(nodes)) return;
    if (state.kind !== 'running') return yield* ensureAnswering(state, cluster);
    const joined = state.nodes.filter(({ name }) => nodes.some((peer) => peer.name === name));
    for (const { name, message } of joined.filter(({ ready }) => !ready)) {
      yield {
        kind: 'wait',
        summary: `${name} is not Ready (${message || 'it has not reported yet'})`,
        limitSeconds,
        hint: `Look at it: ssh ${name} sudo ${journalCommand(cluster)}`,
        explain: { fact: journalCause(cluster), node: name },
      };
    }
    const dns = state.workloads.find(({ name }) => name === 'kube-system/coredns');
    if (!dns || (dns.available > 0 && dns.available >= dns.wanted)) return;
    yield {
      kind: 'wait',
      summary: `cluster DNS is not available yet (${dns.available} of ${dns.wanted} CoreDNS pods)`,
      limitSeconds,
      hint: 'Look at it: kubectl -n kube-system describe pods -l k8s-app=kube-dns',
      explain: { fact: journalCause(cluster) },
    };
  },
});
