import { distributionOf, journalCommand } from '../../distributions/table.ts';
import { limits } from '../../engine/limits.ts';
import { defineStep, type Scope, type Wait } from '../../engine/model.ts';
import { clusterState } from '../../facts/cluster/cluster-state.ts';
import type { NodeObject } from '../../facts/cluster/node-object.ts';
import type { Workload } from '../../facts/cluster/workload.ts';
import { journalCause } from '../../facts/journal.ts';
import { ensureAnswering } from '../../resources/cluster.ts';

export default defineStep({
  id: 'node.waiting',
  title: 'Nodes Ready, cluster DNS available',
  on: 'leader',
  follows: 'newcomers',
  needs: (scope) => ({ state: clusterState(scope) }),
  *plan({ facts: { state }, ...scope }) {
    if (state.kind !== 'running') return yield* ensureAnswering(state, scope.cluster);
    yield* ensureKnown(state.nodes, scope);
    const members = state.nodes.filter(({ name }) => scope.nodes.some((peer) => peer.name === name));
    const unready = members.filter(({ ready }) => !ready);
    yield* ensureReady(unready, scope);
    const dns = state.workloads.find(({ name }) => name === 'kube-system/coredns');
    yield* ensureDns(dns, unready.length > 0, scope);
  },
});

function* ensureKnown(known: readonly NodeObject[], { cluster, joined = [] }: Scope): Iterable<Wait> {
  for (const name of joined.filter((one) => !known.some(({ name }) => name === one))) {
    yield {
      kind: 'wait',
      id: 'node.missing',
      about: name,
      summary: `${name} has joined, and the cluster does not know it`,
      // kubeadm ends a moment before kubelet makes the Node object. Where somebody has deleted the object, a new
      // start of kubelet is not enough: its pods would keep addresses that the cluster has given to another node.
      limitSeconds: limits.nodeObject,
      hint: `microcloud remove ${name} --keep, then: microcloud join ${name}`,
      explain: { fact: journalCause(cluster), node: name },
    };
  }
}

function* ensureReady(unready: readonly NodeObject[], { cluster, node, absent = [] }: Scope): Iterable<Wait> {
  for (const { name, message } of unready.filter(({ name }) => name === node.name || !absent.includes(name))) {
    yield {
      kind: 'wait',
      about: name,
      summary: `${name} is not Ready (${message || 'it has not reported yet'})`,
      limitSeconds: limits.ready,
      hint: `Look at it: ssh ${name} sudo ${journalCommand(cluster)}`,
      explain: { fact: journalCause(cluster), node: name },
    };
  }
}

function* ensureDns(dns: Workload | undefined, isNodeOff: boolean, { cluster }: Scope): Iterable<Wait> {
  // The other CoreDNS pods may be on a node that is off: Kubernetes moves them some minutes later.
  const wanted = isNodeOff ? 1 : Math.max(dns?.wanted ?? 1, 1);
  if (dns ? dns.available >= wanted : !distributionOf(cluster).bringsDnsLater(cluster)) return;
  yield {
    kind: 'wait',
    id: 'dns.coredns',
    summary: `cluster DNS is not available yet (${dns?.available ?? 0} of ${dns?.wanted ?? 1} CoreDNS pods)`,
    limitSeconds: limits.ready,
    hint: 'Look at it: kubectl -n kube-system describe pods -l k8s-app=kube-dns',
    explain: { fact: journalCause(cluster) },
  };
}
