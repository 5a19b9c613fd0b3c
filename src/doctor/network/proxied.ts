import { askedIf } from '../../facts/command.ts';
import { proxiedServers } from '../../facts/proxied-servers.ts';
import { isProxy } from '../../inventory/node-roles.ts';
import { command } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

const what: Readonly<Record<string, string>> = { api: "the cluster's API", services: 'Services' };

export default [
  nodeCheck({
    id: 'net.servers',
    title: 'It passes nothing on to a node',
    severity: 'warning',
    why: 'The other nodes get more connections. When they fail, too, nobody reaches the cluster through this proxy.',
    advice: 'microcloud doctor, and look at what it says of that node',
    runbook:
      'HAProxy on each proxy asks every control plane whether its API is ready, and every node whether it serves Services. A node that is off, a node behind a firewall, or one whose API is starting gets no connections until it answers again. Ports: TCP 6443; 10256 with kubeadm, 10250 with k3s.',
    source: 'haproxy configuration manual, section 5.2 (check)',
    needs: ({ node }) => askedIf(isProxy(node), { servers: proxiedServers }),
    judge({ node, facts: { servers = [] } }) {
      return servers
        .filter(({ isUp }) => !isUp)
        .map((one) => ({
          what: `It passes nothing on to ${one.node} for ${what[one.group] ?? one.group}: ${one.said || 'no answer'}`,
          advice: command`microcloud doctor --only ${node.name},${one.node}`,
        }));
    },
  }),
];
