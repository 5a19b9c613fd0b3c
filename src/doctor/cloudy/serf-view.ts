import { portFact } from '../../facts/reach.ts';
import { serfMembers } from '../../facts/serf.ts';
import { sh } from '../../shell/sh.ts';
import type { Asked, Looked } from '../check.ts';
import { clusterCheck, nodeCheck } from '../check.ts';

const manyGhosts = 20;
const port = 5000;

/** Finds the next node of Cloudy in the inventory: so each node is asked about by one other node. */
function neighbour(node: Asked['node'], nodes: Asked['nodes']): Asked['node'] | undefined {
  const members = nodes.filter(({ cloudy }) => cloudy);
  const next = members[(members.findIndex(({ name }) => name === node.name) + 1) % Math.max(members.length, 1)];
  return node.cloudy && next?.name !== node.name ? next : undefined;
}

const aliveIn = ({ told }: Looked) => {
  const members = told(serfMembers);
  return Array.isArray(members) ? members.filter(({ status }) => status === 'alive') : undefined;
};

export default [
  nodeCheck({
    id: 'serf.silent',
    when: 'member',
    title: 'Its Serf agent does not answer',
    why: 'Nothing can be published, and `avahi-ps search` is empty.',
    advice: 'ssh {node} sudo systemctl restart serf',
    runbook: 'The agent runs, but takes no commands at 127.0.0.1:7373. `sudo journalctl -u serf` says more.',
    source: 'lbmake hooks/serf.chroot (RPC 127.0.0.1:7373)',
    entails: ['pub.parts'],
    entailsAnywhere: ['serf.disagree'],
    needs: () => ({ serfMembers }),
    judge: ({ node, facts }) => (node.cloudy && facts.serfMembers === 'silent' ? {} : undefined),
    cure: () => ({
      kind: 'change',
      summary: 'Restart serf.service: it does not answer',
      script: sh`systemctl restart serf.service`,
    }),
  }),
  nodeCheck({
    id: 'serf.ghosts',
    when: 'member',
    title: 'Serf remembers many members that are gone',
    severity: 'warning',
    why: "Cloudy's list is full of nodes that do not answer.",
    advice: 'ssh {node} "serf members -status=failed -format=json", then for each: serf force-leave NAME',
    runbook:
      'An agent whose name changes with each start leaves a dead member each time. Serf forgets dead members after a day.',
    source: 'Clommunity/package-serf init.d/serf calculate_name()',
    needs: () => ({ serfMembers }),
    judge({ facts: { serfMembers: members } }) {
      const failed = Array.isArray(members) ? members.filter(({ status }) => status === 'failed').length : 0;
      return failed >= manyGhosts ? { what: `Serf remembers ${failed} members that are gone` } : undefined;
    },
  }),
  clusterCheck({
    id: 'serf.blocked',
    title: 'Its Serf agent cannot be reached',
    why: 'Other nodes of Cloudy take it for dead.',
    advice: 'ssh {node} sudo iptables -S INPUT',
    runbook: 'TCP and UDP port 5000 must be open between nodes of Cloudy. Private registries often use that port, too.',
    source: 'Clommunity/lbmake hooks/serf.chroot (BIND=5000)',
    entailsAnywhere: ['serf.disagree'],
    needs({ node, nodes }): Record<string, ReturnType<typeof portFact>> {
      const next = neighbour(node, nodes);
      return next ? { next: portFact(next.address, port) } : {};
    },
    *judge({ nodes, looked }) {
      for (const { node, isMember, told } of looked) {
        const next = neighbour(node, nodes);
        const isLooked = looked.some((other) => other.node.name === next?.name && other.isMember);
        if (!next || !isMember || !isLooked || told(portFact(next.address, port)) !== false) continue;
        yield { node: next.name, what: `Its Serf agent cannot be reached by ${node.name}` };
      }
    },
  }),
  clusterCheck({
    id: 'serf.disagree',
    title: 'Nodes of Cloudy do not see each other',
    severity: 'warning',
    why: 'The list of one node lacks what another node publishes.',
    advice: 'ssh {node} sudo systemctl start serf-join',
    runbook: 'Serf joins again within some minutes. Look at port 5000 (serf.blocked) and at the clocks.',
    source: 'Clommunity; https://www.serf.io/docs/internals/gossip.html',
    needs: () => ({ serfMembers }),
    *judge({ looked }) {
      const sides = looked.filter(({ node }) => node.cloudy).map((one) => ({ node: one.node, alive: aliveIn(one) }));
      for (const { node, alive } of sides) {
        const unseen = sides.filter(
          (other) => other.alive && !alive?.some(({ addr }) => addr === `${other.node.address}:${port}`),
        );
        if (!alive || unseen.length === 0) continue;
        yield { node: node.name, what: `Its Serf does not see ${unseen.map((other) => other.node.name).join(', ')}` };
      }
    },
  }),
];
