import { domainToASCII } from 'node:url';
import type { Draft } from '../draft.ts';
import { contains, formatAddress, type Network, parseAddress, parseNetwork } from '../ipv4.ts';
import type { Finding, Path } from '../mistakes.ts';

const hostName = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;

/** Finds addresses that are neither an IPv4 address nor a host name: the schema allows any text. */
export function* readableAddresses({ nodes }: Draft): Iterable<Finding> {
  for (const [index, { address }] of nodes.entries()) {
    const message = address === undefined ? undefined : addressSentence(address);
    if (message) yield { path: ['nodes', index, 'address'], message };
  }
}

function addressSentence(address: string): string | undefined {
  if (parseAddress(address) !== undefined) return specialSentence(address);
  const short = address.replaceAll(/(^|\.)0+(?=\d)/g, '$1');
  if (parseAddress(short) !== undefined) return `some programs read what begins with 0 as octal: write ${short}`;
  if (/^[\d.]+$/.test(address)) return `${address} is not an IPv4 address: write four numbers from 0 to 255`;
  if (/\[\d+[:-]\d+\]|^(\d+\.){3}\d+-[\d.]+$/.test(address))
    return 'ranges are not read here: write an entry for each machine';
  if (isAlmostIpv4(address)) return `${address} is not an IPv4 address: write four numbers from 0 to 255`;
  if (hostName.test(address)) return undefined;
  if (address.includes('@')) return 'write the address only, and the user as ssh: {user: …}';
  if (/^[^:]+:\d+$/.test(address)) return 'write the address only, and the port as ssh: {port: …}';
  if (address.includes('/')) return 'write the address only, without / and what follows it';
  const plain = domainToASCII(address);
  if (plain !== '' && plain !== address && hostName.test(plain)) return `write this name as DNS has it: ${plain}`;
  return address.includes(':')
    ? 'IPv6 is not supported here: write an IPv4 address or a name'
    : 'write an IPv4 address such as 192.168.0.201, or a name such as pi-1.local';
}

/** Tells whether one part of an IPv4 address has a letter by mistake: `192.168.0.l2`. */
function isAlmostIpv4(address: string): boolean {
  const parts = address.split('.');
  const others = parts.filter((part) => !/^\d+$/.test(part));
  return parts.length === 4 && others.length === 1 && /^\w{1,3}$/.test(others.join());
}

/** Says what is wrong with an address that no machine can have, or that a machine only has for a while. */
function specialSentence(address: string): string | undefined {
  const [first = 0, second = 0] = address.split('.').map(Number);
  if (first === 0 || first >= 224) return `${address} is the address of no machine`;
  return first === 169 && second === 254
    ? 'a machine gives itself this address when no router answers, and may have another one tomorrow: write one that the router gives'
    : undefined;
}

/** Finds nodes outside of their network, or at addresses that no machine can have. */
export function* addressesInSubnet({ nodes }: Draft): Iterable<Finding> {
  for (const [index, node] of nodes.entries()) {
    const subnet = parseNetwork(node.network?.subnet ?? '');
    const gateway = parseAddress(node.network?.gateway ?? '');
    for (const key of ['address', 'staticAddress'] as const) {
      const address = parseAddress(node[key] ?? '');
      const message = address === undefined ? undefined : placeSentence(address, subnet, gateway);
      const path: Path = ['nodes', index, key];
      if (message) yield { path, message };
    }
  }
}

/** Says why no machine of this subnet can have an address; undefined where one can. */
export function placeSentence(
  address: number,
  subnet: Network | undefined,
  gateway: number | undefined,
): string | undefined {
  const text = formatAddress(address);
  if (address === gateway) return `${text} is the gateway's address: write another one`;
  if (!subnet) return undefined;
  const range = `${formatAddress(subnet.first + 1)} to ${formatAddress(subnet.last - 1)}`;
  if (!contains(subnet, address))
    return `${text} is outside the subnet: write one from ${range}, or correct network.subnet`;
  // A network of /31 or /32 has neither a network address nor a broadcast address.
  if (subnet.prefix > 30) return undefined;
  if (address === subnet.first) return `${text} is the address of the network itself: write one from ${range}`;
  return address === subnet.last ? `${text} is the broadcast address: write one from ${range}` : undefined;
}
