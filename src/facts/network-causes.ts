import type { Causes } from '../causes.ts';

/** What a node's own network lacks, so that it reaches nobody. */
export const networkCauses: Causes = [
  [
    /listen (?:tcp|udp)\d? \S*?:(\d+): bind: address already in use/,
    'Another program has port {1}. Which one, and then stop it: sudo ss -lptn "sport = :{1}"',
  ],
  [/no such network interface/, 'The interface that k3s shall use is not there.'],
  [
    /failed to find IPv4 address for interface ([\w.-]+)/,
    'The interface {1} has no IPv4 address: look at its cable and its settings (ip address show {1}).',
  ],
  [
    /unable to find default route|no default routes found|select an IP from default routes/i,
    'The node has no default route: give its network a gateway (ip route shows them).',
  ],
  [
    /listen (?:tcp|udp)\d? \[?([\w.:]*?)\]?:\d+: bind: cannot assign requested address/,
    'The node does not have the address {1}: compare "ip address" on the node with the inventory. 127.0.0.1 belongs to the interface lo.',
  ],
  [
    /failed to find interface with specified node ip|not found in the host's network interfaces/i,
    'The node does not have the address that it shall have in the cluster: compare "ip address" on the node with the inventory.',
  ],
  [
    /must share the same IP version/,
    'The cluster and the node do not speak the same IP: IPv4 only goes with IPv4 addresses, and microcloud makes no clusters with IPv6. Look for cluster-cidr, service-cidr and node-ip in cluster.k3s.',
  ],
  [
    /pod cidr not assigned/,
    'The cluster has given the node no addresses for pods: podNetwork may have none left, or kube-controller-manager does not run.',
  ],
  [
    /open (\S*resolv\.conf): no such file/,
    'kubelet shall read {1}, and nothing writes it: switch systemd-resolved on, or correct resolvConf in /var/lib/kubelet/config.yaml.',
  ],
];
