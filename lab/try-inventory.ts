import { entryOf } from '../src/inventory/address.ts';
import type { Inventory, InventoryFile, NodeEntry } from '../src/inventory/schema.ts';
import type { Machine } from './host-machine.ts';
import { k3sCluster, kubeadmCluster } from './inventory.ts';

type Settings = Readonly<Record<string, unknown>>;

/**
 * Makes an inventory for trying another one in a lab: its settings of the cluster and of the nodes, with the lab's
 * addresses, logins and downloads. Nothing outside of the lab is contacted: no node, no load balancer, no community.
 * @param lab The lab's own inventory, with as many nodes.
 */
export function tryInventory(wanted: Inventory, lab: InventoryFile, machine: Machine): InventoryFile {
  const { install, login, publish } = wanted.cloudy;
  const password = lab.defaults?.ssh?.sudoPassword;
  return {
    cluster: clusterIn(wanted, lab, machine),
    ...(lab.artifacts && { artifacts: lab.artifacts }),
    cloudy: {
      // A lab that cannot get Cloudy's web pages goes without them.
      install: lab.cloudy?.install ?? install,
      ...(login && password && { login: { ...login, password } }),
      publish: { ...publish, namespaces: lists(publish.namespaces) },
    },
    defaults: { ...lab.defaults },
    nodes: wanted.nodes.map((node, index) => nodeIn(entryOf(node), lab, index)),
  };
}

function nodeIn({ ssh: _, network: __, swap, ...entry }: NodeEntry, lab: InventoryFile, index: number) {
  const { address = '', staticAddress } = lab.nodes[index] ?? {};
  const { staticAddress: isStatic, ...rest } = entry;
  return {
    ...rest,
    address,
    ...(isStatic !== undefined && staticAddress !== undefined && { staticAddress }),
    ...(lab.defaults?.swap === undefined && { swap }),
  };
}

function clusterIn({ cluster }: Inventory, lab: InventoryFile, machine: Machine): InventoryFile['cluster'] {
  const { endpoint, sharedAddress, version, kubeadm, k3s, containerd, ...rest } = cluster;
  const lent = { kubeadm: kubeadmCluster(machine).kubeadm, k3s: k3sCluster(machine, `${version}`).k3s };
  const cri = { ...containerd.cri, ...lab.cluster.containerd?.cri };
  return {
    ...rest,
    version: `${version}`,
    // The lab has no load balancer: instead the control planes share an address.
    ...((endpoint ?? sharedAddress) !== undefined && { sharedAddress: sharedIn(lab) }),
    containerd: { cri },
    ...(cluster.distribution === 'kubeadm'
      ? {
          kubeadm: {
            ...kubeadm,
            kubelet: { ...kubeadm.kubelet, ...lent.kubeadm.kubelet },
            kubeProxy: { ...kubeadm.kubeProxy, ...lent.kubeadm.kubeProxy },
            ignorePreflight: [...new Set([...(kubeadm.ignorePreflight ?? []), ...lent.kubeadm.ignorePreflight])],
          },
        }
      : { k3s: { ...k3s, server: both(k3s.server, lent.k3s.server), agent: both(k3s.agent, lent.k3s.agent) } }),
  } as InventoryFile['cluster'];
}

/** Returns an address of the lab's network that neither a node nor DHCP uses. */
function sharedIn({ defaults }: InventoryFile): string {
  return defaults?.network?.subnet?.replace(/\.0\/24$/, '.60') ?? '';
}

/** Joins the settings of both. In lists of arguments the lab's come last, so that they win. */
function both(own: Settings = {}, lent: Settings): Settings {
  const joined = Object.entries(lent).map(([key, value]) => {
    const mine = own[key];
    return [key, Array.isArray(mine) && Array.isArray(value) ? [...mine, ...value] : value];
  });
  return { ...own, ...Object.fromEntries(joined) };
}

function lists({ include, exclude }: { readonly include: readonly string[]; readonly exclude: readonly string[] }) {
  return { include: [...include], exclude: [...exclude] };
}
