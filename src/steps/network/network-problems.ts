import type { Note, Problem } from '../../engine/model.ts';
import type { Link, Links } from '../../facts/links.ts';
import type { Stack, StaticNetwork } from './stacks/stack.ts';

const again = 'then run the same command again';
const orReserve = 'or reserve the address in your router and take staticAddress out of the inventory';

export function noLink(address: string): Problem {
  return problem(
    `No interface for ${address}: SSH comes in by no interface of this node, and there is no default route.`,
    `Look at "ip address" and "ip route" on the node, ${again}.`,
  );
}

export function notFromHere({ name, wireless, kind }: Link, address: string): Problem {
  const what = wireless ? 'Wi-Fi without a profile of NetworkManager that can be changed' : `a ${kind}`;
  return problem(
    `${name} is ${what}: its static address (${address}) cannot be set from here.`,
    `Configure ${address} on the node yourself, ${orReserve}.`,
  );
}

export function noStack({ name }: Link): Problem {
  return problem(
    `Nothing known configures ${name}: neither NetworkManager, netplan, dhcpcd nor ifupdown.`,
    `Configure the address on the node yourself, ${orReserve}.`,
  );
}

/** Says what to write into a file for networkd that neither netplan nor microcloud has written. */
export function othersNetworkd({ name }: Link, file: string, wanted: StaticNetwork | string): Problem {
  if (typeof wanted === 'string') return unknownNetwork(wanted);
  const { address, prefix, gateway, nameservers } = wanted;
  const settings = [
    'DHCP=no',
    `Address=${address}/${prefix}`,
    `Gateway=${gateway}`,
    ...nameservers.map((one) => `DNS=${one}`),
  ];
  return problem(
    `${file} configures ${name} through systemd-networkd. microcloud has not written it, and leaves it as it is.`,
    `Write below its [Network]: ${settings.join(', ')}, each on a line of its own. Then: ssh {node} "sudo networkctl reload && sudo networkctl reconfigure ${name}". Then: microcloud init. Or ${orReserve.slice(3)}.`,
  );
}

export function severalStacks({ name }: Link, stacks: readonly Stack[]): Problem {
  const services = stacks.map(({ service }) => service);
  const names = stacks.map((stack) => stack.name).join(' and ');
  return {
    kind: 'problem',
    id: 'net.managers',
    summary: `${names} both configure ${name}, and would undo each other's work.`,
    hint: `Switch one of them off on the node, e.g. systemctl disable --now ${services.at(-1)}, ${again}.`,
  };
}

/** Notes a lease for which the stack did not ask: it has acted on its file, which has no DHCP. */
export function otherProgram({ name }: Stack, link: Link, lease: string): Note {
  return {
    kind: 'note',
    id: 'net.managers',
    about: lease,
    summary: `${link.name} also has the address ${lease} by DHCP, which ${name} has not asked for.`,
    hint: `Look for a second DHCP client: ssh {node} "ps -ef | grep -i -e dhc -e connman", and switch it off.`,
  };
}

/** Refuses to move a control plane: certificates and etcd name its address, and kubelets look for the API there. */
export function knownToCluster(known: string, place: string, anew: string): Problem {
  return problem(
    `Its cluster knows this control plane by ${known}: certificates, etcd and other nodes would not find it at ${place}.`,
    `Write staticAddress: ${known} in the inventory, and as address the one that it has now. Or ${anew} at ${place}.`,
  );
}

/** Says what the inventory must add. */
export function unknownNetwork(why: string): Problem {
  return problem(`${why}.`, `Write network.subnet and network.gateway in the inventory, ${again}.`);
}

/** Asks for the DNS servers: the default would take working ones away, and apt would fail much later. */
export function otherNameservers({ gateway }: StaticNetwork, { nameservers }: Links): Problem {
  return problem(
    `The DNS servers are ${nameservers.join(', ')} now; without network.nameservers the only one would be ${gateway}.`,
    `Write network.nameservers: [${nameservers.join(', ')}] in the inventory, ${again}.`,
  );
}

function problem(summary: string, hint: string): Problem {
  return { kind: 'problem', id: 'net.address', summary, hint };
}
