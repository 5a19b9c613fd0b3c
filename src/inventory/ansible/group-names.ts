type Role = 'control-plane' | 'worker';

/** What the name of a group says about its hosts. */
export interface Meaning {
  readonly role?: Role;
  /**
   * Whether the name alone is enough. `servers` and `control` are not: they are control planes only beside a group of
   * workers.
   */
  readonly isPlain: boolean;
  /** Whether the name says Kubernetes: k3s_server, kube_node. */
  readonly isKubernetes: boolean;
  /** Whether the group has all hosts of a cluster: k3s_cluster, k8s, picluster. */
  readonly isCluster: boolean;
  /** Whether the group has machines beside a cluster: a router, a NAS, the machine that runs Ansible. */
  readonly isForeign: boolean;
  /** Whether the group has machines that run virtual machines. Nobody makes nodes of them. */
  readonly isHypervisor: boolean;
  /** Whether the group has machines that run on hypervisors: proxmox_vms, lxc. */
  readonly isGuest: boolean;
}

const kubernetes = 'kubernetes|kubeadm|kubespray|kube|k8s|k3s|rke2|microk8s|rancher';
/** Words that say nothing about what a host does. */
const filler =
  /^(pis?|rpis?\d?|raspis?|raspberr(y|ies)|raspberrypis?|turing|home|homelab|lab|ha|group|hosts?|first|init|initial|primary|secondary|additional|other|all|the|my|amd64|arm64|arm|x86|linux)$|^\d+$/;
const plainly: Readonly<Record<Role, RegExp>> = {
  'control-plane': /^(masters?|controlplanes?|cp)$/,
  worker: /^(workers?|minions?)$/,
};
const perhaps: Readonly<Record<Role, RegExp>> = {
  'control-plane': /^(controls?|controllers?|servers?|managers?|leaders?|main)$/,
  worker: /^(agents?|nodes?|computes?|slaves?|clients?|followers?)$/,
};
/** Words for machines beside a cluster, with or without a number. */
const foreign =
  /^(routers?|gateways?|gw|firewalls?|switch(es)?|nas|nfs|storages?|synology|truenas|bastions?|jump(host|box)?|loadbalancers?|lbs?|haproxy|proxy|proxies|dns|pihole|localhost|local|external|provisioner|windows|macos|pfsense|opnsense|openwrt|mikrotik|routeros|vyos|unifi|templates?|pbs|printers?|aps?|wifi|backups?|monitoring|registry)\d*$/;
const hypervisor = /^(proxmox|pve|hypervisors?|esxi|vcenter|hyperv|xcpng)\d*$/;
// `proxmox_all_running` and `proxmox_pool_NAME` are made by Ansible's plugin for Proxmox, beside `proxmox_nodes`.
const guest = /^(vms?|guests?|lxcs?|containers?|cts?|instances?|qemu|running|stopped|pool)$/;

/** Reads the name of a group. */
export function meaningOf(group: string): Meaning {
  const words = wordsOf(group);
  const isKubernetes = words.some((word) => new RegExp(`^(${kubernetes})$`).test(word));
  const own = words.filter((word) => !new RegExp(`^(${kubernetes})$`).test(word));
  const said = own.filter((word) => !filler.test(word));
  const isCluster = own.some((word) => /^clusters?$/.test(word)) || (isKubernetes && said.length === 0);
  const rest = said.filter((word) => !/^clusters?$/.test(word));
  const isGuest = words.some((word) => guest.test(word));
  if (!isKubernetes && !isGuest && words.some((word) => hypervisor.test(word)))
    return { isPlain: false, isKubernetes, isCluster: false, isForeign: true, isHypervisor: true, isGuest };
  // In a name that says Kubernetes or a swarm each word counts: k8s_storage_nodes.
  const isSwarm = words.includes('swarm');
  const role = roleIn(rest, plainly) ?? (isKubernetes || isSwarm ? roleIn(rest, perhaps) : allOf(rest));
  return {
    ...(role === undefined ? {} : { role }),
    isPlain: role !== undefined && (isKubernetes || isSwarm || roleIn(rest, plainly) !== undefined),
    isKubernetes,
    isCluster: isCluster && role === undefined,
    isForeign: role === undefined && !isCluster && said.some((word) => foreign.test(word)),
    isHypervisor: false,
    isGuest,
  };
}

/** Finds a role by a word of the table anywhere in the name: workers_rack_2, eu_k8s_masters. */
function roleIn(words: readonly string[], table: typeof plainly): Role | undefined {
  if (words.some((word) => table['control-plane'].test(word))) return 'control-plane';
  return words.some((word) => table.worker.test(word)) ? 'worker' : undefined;
}

/**
 * Finds a role by the vague words of `perhaps`, if the name has no other words: `controllers` and `node`, but not
 * `printservers` or `node_exporter`.
 */
function allOf(words: readonly string[]): Role | undefined {
  const isNode = (word: string) => /^nodes?$/.test(word);
  const roles = words.map((word) => roleIn([word], perhaps));
  if (roles.includes(undefined)) return undefined;
  // control_nodes are control planes.
  const saying = words.length > 1 ? words.filter((word) => !isNode(word)) : words;
  return roleIn(saying.length > 0 ? saying : words, perhaps);
}

/** Splits a name into words in lower case: k3s-Server, k3sServer and k3s_server give the same words. */
function wordsOf(group: string): readonly string[] {
  return group
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/(control|load)[_.\- ]*(plane|balancer)/g, '$1$2')
    .replaceAll(/raspberry[_.\- ]*pi/g, 'raspberrypi')
    .replaceAll(/(?<![a-z])(pve|proxmox)(?=(nodes?|hosts?|servers?)(?![a-z]))/g, '$1_')
    .replaceAll(new RegExp(`(${kubernetes})`, 'g'), '_$1_')
    .replaceAll(/(master|worker|minion|cluster|controlplane)s?(?![a-z])/g, '_$&_')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}
