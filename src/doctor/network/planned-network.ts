import type { Reported } from '../about.ts';

/** Faults that steps of the phases preflight, network and kernel look for. */
export default {
  'net.managers': {
    title: 'Two programs configure its network',
    why: "They undo each other's work: addresses and routes come and go.",
    advice: 'ssh {node} systemctl --type=service',
    runbook:
      'NetworkManager, dhcpcd, systemd-networkd, ifupdown: one of them only. Bookworm and later have NetworkManager.',
    source: 'geerlingguy/pi-cluster#10; rke2#786',
  },
  'net.static_address': {
    title: 'Its static address is not set for good',
    why: 'Other nodes and certificates know it by this address.',
    runbook:
      'Somebody changed the configuration of the network. init sets it again, and takes the change back when the new address does not work.',
    source: 'k3s#3006, #11778; kubeadm#338',
  },
  'net.moving': {
    title: 'It is moving back to its old address',
    why: 'Nobody has confirmed the new one.',
    advice: 'microcloud doctor --only {node}',
    runbook:
      'A node takes a change of address back when nobody confirms it within two minutes after the change, or five minutes after its begin.',
    source: 'talosctl --mode try',
  },
  'net.address': {
    title: 'Its static address cannot be set from here',
    why: 'Other nodes and certificates know it by this address.',
    advice: 'Set it on the node, or reserve it in the router',
    runbook:
      'Wi-Fi without NetworkManager, bridges and networks that no known program configures are left to people. On Wi-Fi the address goes into the profile that has the key, and the key stays where it is.',
    source: 'k3s#72, #1131; techno-tim/k3s-ansible#401',
  },
  'net.haproxy': {
    title: 'HAProxy is not set up as it should be',
    why: 'Connections to the shared address are not passed on, or go to the wrong nodes.',
    runbook:
      'A proxy knows all nodes by their addresses. Where nodes have come, gone or moved, init tells the proxy, and starts HAProxy where it does not run.',
    source: 'k3s-io/docs (cluster load balancer); kubespray ha-mode',
  },
  'cni.moved': {
    title: 'Flannel uses an address that the node no longer has',
    why: "Other nodes' packets for its pods get lost.",
    runbook: 'Flannel looks for the address when it starts, and the node has moved since. init starts it again.',
    source: 'flannel configuration.md (public-ip, iface)',
    entails: ['cni.address'],
    entailsAnywhere: ['net.pods'],
  },
  'cni.programs': {
    title: 'Programs of the pod network are gone or have changed',
    why: 'New pods get no network: they wait in ContainerCreating.',
    runbook:
      'containerd calls the programs in /usr/lib/cni for each pod. Doctor compares the programs of the package containernetworking-plugins with its sums. The program of Flannel must be as old as its pod. init puts them back.',
    source: 'kubernetes#107127; containernetworking-plugins',
    entails: ['pods.stuck', 'pods.rollout'],
  },
  'net.ip_inventory': {
    title: 'It does not have the address of the inventory',
    why: 'Other nodes look for it there.',
    advice: 'Reserve the address in the router, or set staticAddress',
    runbook: 'The router gave it another address, or the inventory names it by mistake.',
    source: 'kubespray 0040-verify-settings; kubekey precheck; k3s#3006',
  },
  'fw.iptables_mixed': {
    title: 'It has firewall rules in both iptables-legacy and iptables-nft',
    why: 'A packet must pass both: NodePorts and Services answer only sometimes.',
    advice: 'ssh {node} "sudo update-alternatives --set iptables /usr/sbin/iptables-nft && sudo reboot"',
    runbook: 'Docker or an older k3s used one backend, kube-proxy uses the other. Keep one and reboot.',
    source: 'k3s#1114, #1247; kubernetes#72370; lahsivjar/kube-arm#62',
  },
  'cni.managed': {
    title: "NetworkManager or dhcpcd may change pods' interfaces",
    why: 'Pods lose their addresses and routes.',
    runbook:
      'cni0, flannel.1 and veth… belong to Kubernetes. /etc/NetworkManager/conf.d/90-microcloud.conf tells NetworkManager to keep off.',
    source: 'rke2#786; kubespray 0062; CybICS#224',
  },
} as const satisfies Reported;
