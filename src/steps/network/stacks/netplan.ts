import type { Problem } from '../../../engine/model.ts';
import { type NetplanInterface, netplanInterfaces } from '../../../facts/netplan-files.ts';
import { ensureFile } from '../../../resources/ensure-file.ts';
import { sh } from '../../../shell/sh.ts';
import { editsOf, type FileStack, fileOf, type Ground, type StaticNetwork } from './stack.ts';

export const netplanPath = '/etc/netplan/60-microcloud.yaml';

/** netplan that writes files for networkd: Ubuntu. */
export const netplan: FileStack = {
  name: 'systemd-networkd through netplan',
  service: 'systemd-networkd.service',
  path: netplanPath,
  manages: ({ link, managers }) => managers.networkd.get(link.index)?.includes('/10-netplan-') ?? false,
  isGivenByOthers: (address, ground) => {
    const said = netplanInterfaces(ground.netplan, idOf(ground));
    const good = said.filter((one) => 'addresses' in one && one.path !== netplanPath) as NetplanInterface[];
    const addresses = good.flatMap((one) => one.addresses).filter((one) => one.includes('.'));
    const hasDhcp = good.findLast(({ dhcp4 }) => dhcp4 !== undefined)?.dhcp4 ?? false;
    return good.length === said.length && !hasDhcp && addresses.join().replace(/\/\d+$/, '') === address;
  },
  *edits(wanted, ground) {
    yield* sharedEntry(wanted, ground);
    yield* otherFiles(wanted, ground);
    const content = renderNetplan(idOf(ground), wanted);
    yield* editsOf(netplanPath, ensureFile(fileOf(ground, netplanPath), { content, mode: '600' }));
  },
  down: () => sh`:`,
  // "netplan apply" would go through every interface, and needs a running udev.
  up: ({ link }) => sh`netplan generate && networkctl reload && networkctl reconfigure ${link} || netplan apply`,
};

/**
 * Writes netplan's file. netplan merges all its files: this file must switch DHCP off, which an earlier one may switch
 * on.
 */
export function renderNetplan(id: string, wanted: StaticNetwork): string {
  return `network:
  version: 2
  ethernets:
    ${id}:
      renderer: networkd
      dhcp4: false
      addresses: [${wanted.address}/${wanted.prefix}]
      routes:
        - to: 0.0.0.0/0
          via: ${wanted.gateway}
      nameservers:
        addresses: [${wanted.nameservers.join(', ')}]
`;
}

/** Finds netplan's name of the link: often the interface's name, but any name where the file matches a MAC address. */
function idOf({ link, managers }: Ground): string {
  return /\/10-netplan-(.+)\.network$/.exec(managers.networkd.get(link.index) ?? '')?.[1] ?? link.name;
}

/**
 * Yields a problem where the entry that configures the link configures others, too: `match: {name: "e*"}`, as Armbian
 * writes it. The address would go to each of them.
 */
function* sharedEntry({ link, address }: StaticNetwork, ground: Ground): Iterable<Problem> {
  const { networkd } = ground.managers;
  const own = networkd.get(ground.link.index);
  const all = [...networkd.values()].filter((file) => file === own).length;
  if (all < 2) return;
  const id = idOf(ground);
  const { path } = netplanInterfaces(ground.netplan, id).find((one) => one.path !== netplanPath) ?? {
    path: '/etc/netplan',
  };
  yield problem(
    path,
    `What netplan has for ${link} (${id} in ${path}) is about ${all} interfaces: each of them would get ${address}.`,
    `Write an entry for each interface instead, such as "${link}: {dhcp4: true}", and no match of several`,
  );
}

/** Yields a problem for each file that netplan would merge into a second address, and for those that are no YAML. */
function* otherFiles(wanted: StaticNetwork, ground: Ground): Iterable<Problem> {
  const { link, address } = wanted;
  const name = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  for (const one of netplanInterfaces(ground.netplan, idOf(ground))) {
    if (one.path === netplanPath) continue;
    if ('line' in one) {
      yield problem(
        one.path,
        `${one.path} is no YAML that netplan takes: line ${one.line}.`,
        `Mend it, and look what "sudo netplan generate" says on {node}`,
      );
      continue;
    }
    const others = one.addresses.filter((other) => other.includes('.') && other.split('/')[0] !== address);
    if (others.length > 0) {
      yield problem(
        one.path,
        `${one.path} gives ${link} the address ${others.join(', ')}, which would stay beside ${address}.`,
        `Remove addresses, routes, gateway4 and nameservers of ${link} from ${one.path}`,
      );
    }
    if (one.dhcp4 && name(one.path) > name(netplanPath)) {
      yield problem(
        one.path,
        `${one.path} switches DHCP on for ${link}, and its name comes after ${name(netplanPath)}: there would be a second address beside ${address}.`,
        `Remove "dhcp4" of ${link} from ${one.path}`,
      );
    }
  }
}

function problem(about: string, summary: string, hint: string): Problem {
  return { kind: 'problem', id: 'net.address', about, summary, hint: `${hint}, then run the same command again.` };
}
