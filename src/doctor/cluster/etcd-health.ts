import { commandFact } from '../../facts/command.ts';
import { portFact } from '../../facts/reach.ts';
import { controlPlanesOf } from '../../inventory/node-roles.ts';
import { sh } from '../../shell/sh.ts';
import { type Asked, clusterCheck, type Looked, nodeCheck } from '../check.ts';
import { blockedFrom } from './seen-objects.ts';

/** How often etcd complained of slow writes or a lost leader in the last 10 minutes of its log. */
const complaints = commandFact(
  'etcd log',
  sh`for f in /var/log/pods/kube-system_etcd-*/etcd/*.log; do [ -e "$f" ] && last=$f; done
[ -n "$last" ] || { echo 0; exit 0; }
since=$(date -u -d '-10 min' +%Y-%m-%dT%H:%M)
tail -n 2000 "$last" | awk -v since="$since" '$1 >= since' | grep -cE 'slow fdatasync|took too long|lost leader|no leader' || :`,
  Number,
);
const many = 100;

export default [
  nodeCheck({
    id: 'etcd.slow',
    when: 'member',
    title: 'etcd complains of slow writes or a lost leader',
    severity: 'warning',
    why: 'The API is slow, and parts of the control plane start again.',
    advice: 'Use a faster card (A2), or a disk on USB for the control plane',
    runbook:
      'Many "took too long" in ten minutes. SD cards are slow when they are nearly full, worn out, or busy with swap and logs.',
    source: 'k3s#2853, #9204, #2509; talosctl health (etcd healthy)',
    needs: () => ({ complaints }),
    judge: ({ facts }) =>
      facts.complaints > many ? { what: `etcd complained ${facts.complaints} times in 10 minutes` } : undefined,
  }),
  clusterCheck({
    id: 'net.etcd',
    title: 'Control planes do not reach its etcd',
    why: 'The cluster has lost a vote: when one more control plane is off, nothing can be changed.',
    advice: 'ssh {node} sudo iptables -S INPUT',
    runbook: 'Ports 2379 and 2380 must be open between control planes.',
    source: 'kubeadm preflight Port-2379, Port-2380; k3s docs: HA',
    needs: ({ node, nodes }) =>
      Object.fromEntries(others(node, nodes).map((peer) => [peer.name, portFact(peer.address, 2380)])),
    *judge(view) {
      for (const target of controlPlanesOf(view.nodes)) {
        const isAsked = ({ node }: Looked) => others(node, view.nodes).includes(target);
        const etcd = portFact(target.address, 2380);
        const from = blockedFrom(view, target.name, (one) => isAsked(one) && one.told(etcd) === false);
        if (from) yield { node: target.name, what: `Its etcd cannot be reached by ${from}` };
      }
    },
  }),
];

function others(node: Asked['node'], nodes: Asked['nodes']): Asked['nodes'] {
  const planes = controlPlanesOf(nodes);
  return planes.some(({ name }) => name === node.name) ? planes.filter(({ name }) => name !== node.name) : [];
}
