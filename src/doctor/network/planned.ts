import { init } from '../advice.ts';
import { planCheck } from '../check.ts';

/** Faults that steps of the phases preflight, network and kernel look for. */
export default [
  planCheck({
    id: 'net.managers',
    step: 'Static address',
    says: / both configure /,
    title: 'Two programs configure its network',
    severity: 'problem',
    why: "They undo each other's work: addresses and routes come and go.",
    advice: 'ssh {node} systemctl --type=service',
    runbook:
      'NetworkManager, dhcpcd, systemd-networkd, ifupdown: one of them only. Bookworm and later have NetworkManager.',
    source: 'geerlingguy/pi-cluster#10; rke2#786',
  }),
  planCheck({
    id: 'net.static_address',
    step: 'Static address',
    says: /^(Write|Change|Configure|Move|Keep|Use|Set)/,
    title: 'Its static address is not set for good',
    severity: 'problem',
    why: 'Other nodes and certificates know it by this address.',
    advice: init,
    runbook:
      'Somebody changed the configuration of the network. init sets it again, and takes it back where it does not work.',
    source: 'k3s#3006, #11778; kubeadm#338',
  }),
  planCheck({
    id: 'net.moving',
    step: 'Static address',
    says: /puts its old address back/,
    title: 'It is moving back to its old address',
    severity: 'problem',
    why: 'Nobody has confirmed the new one.',
    advice: 'microcloud doctor --only {node}',
    runbook: 'A change of address that nobody confirms is taken back after about a minute.',
    source: 'talosctl --mode try',
  }),
  planCheck({
    id: 'net.address',
    step: 'Static address',
    title: 'Its static address cannot be set from here',
    severity: 'problem',
    why: 'Other nodes and certificates know it by this address.',
    advice: 'Set it on the node, or reserve it in the router',
    runbook: 'Wi-Fi, bridges and networks that nothing known configures are left to people.',
    source: 'k3s#72, #1131; techno-tim/k3s-ansible#401',
  }),
  planCheck({
    id: 'net.ip_inventory',
    step: 'Reserved address',
    title: 'It does not have the address of the inventory',
    severity: 'problem',
    why: 'Other nodes look for it there.',
    advice: 'Reserve the address in the router, or set staticAddress',
    runbook: 'The router gave it another address, or the inventory names it by mistake.',
    source: 'kubespray 0040-verify-settings; kubekey precheck; k3s#3006',
  }),
  planCheck({
    id: 'fw.iptables_mixed',
    step: 'One iptables backend',
    title: 'It has firewall rules in both iptables-legacy and iptables-nft',
    severity: 'problem',
    why: 'A packet must pass both: NodePorts and Services answer only sometimes.',
    advice: 'ssh {node} "sudo update-alternatives --set iptables /usr/sbin/iptables-nft && sudo reboot"',
    runbook: 'Docker or an older k3s used one backend, kube-proxy uses the other. Keep one and reboot.',
    source: 'k3s#1114, #1247; kubernetes#72370; lahsivjar/kube-arm#62',
  }),
  planCheck({
    id: 'cni.managed',
    step: "NetworkManager and dhcpcd keep off pods' interfaces",
    title: "NetworkManager or dhcpcd may change pods' interfaces",
    severity: 'problem',
    why: 'Pods lose their addresses and routes.',
    advice: init,
    runbook:
      'cni0, flannel.1 and veth… belong to Kubernetes. /etc/NetworkManager/conf.d/90-microcloud.conf tells NetworkManager to keep off.',
    source: 'rke2#786; kubespray 0062; CybICS#224',
  }),
];
