import { distributionOf } from '../../distributions/table.ts';
import { commandFact, textFact } from '../../facts/command.ts';
import { contentOf, fileFact } from '../../facts/file.ts';
import { listenersIn } from '../../facts/listeners.ts';
import { unitFact } from '../../facts/unit.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { command, sh } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

/** Rules of the chain FORWARD in their order; '' where there is no iptables. */
const forward = textFact(
  'FORWARD',
  sh`command -v iptables >/dev/null || exit 0
iptables -w 2 -S FORWARD 2>/dev/null`,
);

const iptablesVersion = textFact(
  'iptables version',
  sh`command -v iptables >/dev/null || exit 0
iptables -V`,
);

/**
 * Asks for programs on ports that Kubernetes needs: "10250 (kubelet)". Only where Kubernetes does not run, for ss looks
 * at all processes.
 */
const taken = (cluster: Pick<Cluster, 'distribution'>) =>
  commandFact(
    'ports of Kubernetes',
    sh`[ ! -e ${distributionOf(cluster).joined} ] || exit 0
ss -Hltnp 'sport = :6443 or sport = :10250 or sport = :10257 or sport = :10259 or sport = :2379 or sport = :2380'`,
    (stdout) => listenersIn(stdout).map(({ port, program }) => `${port} (${program})`),
  );

/** A rule that drops or refuses, exactly as iptables prints it: a node may lie, and this rule goes into a command. */
const dropping = /^-A FORWARD(?: -[sdio] [\w./:+-]+)* -j (?:DROP|REJECT)(?: --reject-with [\w-]+)?$/;

const open = 'TCP 6443, 10250, 2379-2380, 30000-32767, UDP 8472 and, for cluster.sharedAddress, protocol 112 (VRRP)';

/**
 * Lets packets of pods through by two rules. With the policy ACCEPT for all of FORWARD the node would route for
 * everybody.
 */
function letIn(pods: string): string {
  return `ssh {node} "sudo iptables -I FORWARD -s ${pods} -j ACCEPT; sudo iptables -I FORWARD -d ${pods} -j ACCEPT"`;
}

export default [
  nodeCheck({
    id: 'fw.ufw',
    title: 'A firewall (ufw) is on without rules for Kubernetes',
    severity: 'warning',
    why: 'Nodes join, but do not reach each other, or their pods.',
    advice: 'ssh {node} "sudo ufw allow from SUBNET; sudo ufw allow from PODS; sudo ufw route allow from PODS"',
    runbook: `${open} must be open between nodes, and forwarding between pods. Put the subnet of the nodes for SUBNET and cluster.podNetwork for PODS. Where nothing but your own machines is in the network, \`sudo ufw disable\` does it, too.`,
    source: 'kubeadm preflight Firewalld; k3s check-config; k3s-ansible#57',
    needs: () => ({ settings: fileFact('/etc/ufw/ufw.conf'), rules: fileFact('/etc/ufw/user.rules') }),
    judge({ cluster, facts: { settings, rules } }) {
      if (!settings.exists || !/^ENABLED=yes/m.test(settings.content)) return undefined;
      const text = contentOf(rules);
      return text.includes(cluster.podNetwork) || /8472/.test(text) ? undefined : {};
    },
  }),
  nodeCheck({
    id: 'fw.firewalld',
    title: 'A firewall (firewalld) is on',
    severity: 'warning',
    why: 'Nodes join, but do not reach each other, or their pods.',
    advice:
      'ssh {node} "sudo firewall-cmd --permanent --zone=trusted --add-source=PODS --add-source=SUBNET && sudo firewall-cmd --reload"',
    runbook: `For PODS write cluster.podNetwork, and for SUBNET the subnet of the nodes. ${open} must be open between nodes. Where nothing but your own machines is in the network, \`sudo systemctl disable --now firewalld\` does it, too.`,
    source: 'kubeadm preflight Firewalld; k3s docs',
    needs: () => ({ firewalld: unitFact('firewalld.service') }),
    judge: ({ facts }) => (facts.firewalld.active ? {} : undefined),
  }),
  nodeCheck({
    id: 'fw.forward',
    when: 'member',
    title: 'Its firewall does not let packets of pods through',
    why: 'Pods of different nodes do not reach each other.',
    advice: letIn('PODS'),
    runbook:
      'For PODS write cluster.podNetwork. Docker sets the policy of FORWARD to DROP when it starts. Flannel adds rules that let pods through; a rule before them, or Flannel not running, undoes that. `sudo iptables -S FORWARD` shows them.',
    source: 'flannel#799, #872; microk8s inspect; kubernetes#45022',
    entails: ['net.pods', 'net.dns_pod', 'dns.coredns'],
    // The fault is on the node that asks, or on the node that is asked.
    entailsAnywhere: ['svc.nodeport'],
    needs: () => ({ forward }),
    judge({ cluster: { podNetwork }, facts: { forward: text } }) {
      if (text === '') return { unasked: 'no iptables' };
      const rules = text.split('\n');
      const flannel = rules.findIndex((rule) => rule.includes('FLANNEL-FWD'));
      const before = flannel < 0 ? rules : rules.slice(0, flannel);
      const dropped = before.find((rule) => dropping.test(rule));
      if (dropped)
        return {
          what: `Its firewall drops packets of pods ("${dropped}")`,
          advice: command`ssh {node} sudo iptables -D ${dropped.split(' ').slice(1)}`,
        };
      const letsIn = rules.includes(`-A FORWARD -s ${podNetwork} -j ACCEPT`);
      return flannel < 0 && rules.includes('-P FORWARD DROP') && !letsIn ? { advice: letIn(podNetwork) } : undefined;
    },
    cure: ({ cluster: { podNetwork }, facts }) => {
      const bad = facts.forward.split('\n').find((rule) => dropping.test(rule));
      const words = bad?.split(' ').slice(2) ?? [];
      return {
        kind: 'change',
        summary: bad ? `Remove the rule "${bad}"` : 'Let packets of pods through',
        script: bad
          ? sh`iptables -w -D FORWARD ${words}`
          : sh`iptables -w -I FORWARD -d ${podNetwork} -j ACCEPT
iptables -w -I FORWARD -s ${podNetwork} -j ACCEPT`,
      };
    },
  }),
  nodeCheck({
    id: 'fw.iptables_old',
    title: 'Its iptables has a bug that repeats rules',
    severity: 'warning',
    why: 'The node becomes slower from hour to hour.',
    advice: 'ssh {node} sudo update-alternatives --set iptables /usr/sbin/iptables-legacy',
    runbook: 'iptables 1.8.0 to 1.8.4 with nf_tables adds rules again and again. A newer system does not.',
    source: 'k3s#3117, #703, #1597; k3s check-config',
    needs: () => ({ iptablesVersion }),
    judge: ({ facts }) => (/v1\.8\.[0-4] \(nf_tables\)/.test(facts.iptablesVersion) ? {} : undefined),
  }),
  nodeCheck({
    id: 'net.ports_taken',
    when: 'newcomer',
    title: 'Ports of Kubernetes are taken',
    why: 'init ends with "bind: address already in use".',
    advice: 'ssh {node} sudo ss -ltnp',
    runbook: 'Another cluster runs there, or programs that an earlier one left: remove them first.',
    source: 'kubeadm preflight Port-*; microk8s inspect',
    needs: ({ cluster }) => ({ taken: taken(cluster) }),
    judge: ({ facts }) =>
      facts.taken.length > 0 ? { what: `Ports of Kubernetes are taken: ${facts.taken.join(', ')}` } : undefined,
  }),
];
