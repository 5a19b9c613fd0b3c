import { parse } from 'yaml';
import type { Problem } from '../../../engine/model.ts';
import { ensureFile } from '../../../resources/ensure-file.ts';
import { sh } from '../../../shell/sh.ts';
import { editsOf, type Ground, type Stack, type StaticNetwork } from './stack.ts';

const path = '/etc/netplan/60-microcloud.yaml';

const common: Pick<Stack, 'path' | 'down'> = { path, down: () => sh`:` };

/** netplan that writes profiles for NetworkManager: Raspberry Pi OS 13. */
export const netplanNetworkManager: Stack = {
  ...common,
  name: 'NetworkManager through netplan',
  service: 'NetworkManager.service',
  manages: (link, { networkManager, netplan }) => networkManager.has(link.name) && netplan.size > 0,
  edits: (wanted, ground) => netplanEdits('NetworkManager', wanted, ground),
  up: (_, ground) => sh`netplan generate
nmcli connection reload
nmcli connection up ${`netplan-${idOf(ground)}`} || nmcli device connect ${ground.link.name}`,
};

/** netplan that writes files for networkd: Ubuntu. */
export const netplanNetworkd: Stack = {
  ...common,
  name: 'systemd-networkd through netplan',
  service: 'systemd-networkd.service',
  manages: (link, { networkd }) => networkd.get(link.index)?.includes('/10-netplan-') ?? false,
  edits: (wanted, ground) => netplanEdits('networkd', wanted, ground),
  // "netplan apply" would go through every interface, and needs a running udev.
  up: ({ link }) => sh`netplan generate && networkctl reload && networkctl reconfigure ${link} || netplan apply`,
};

type Renderer = 'NetworkManager' | 'networkd';

function* netplanEdits(renderer: Renderer, wanted: StaticNetwork, ground: Ground) {
  yield* otherAddresses(wanted, ground);
  const content = renderNetplan(renderer, idOf(ground), wanted);
  yield* editsOf(path, ensureFile(ground.file, { content, mode: '600' }));
}

/**
 * Writes netplan's file. netplan merges all its files: this file must switch DHCP off, which another file may switch
 * on.
 */
export function renderNetplan(renderer: Renderer, id: string, wanted: StaticNetwork): string {
  // A profile of NetworkManager's own must not win at the next boot.
  const priority = '      networkmanager:\n        passthrough:\n          connection.autoconnect-priority: "100"\n';
  return `network:
  version: 2
  ethernets:
    ${id}:
      renderer: ${renderer}
      dhcp4: false
      addresses: [${wanted.address}/${wanted.prefix}]
      routes:
        - to: 0.0.0.0/0
          via: ${wanted.gateway}
      nameservers:
        addresses: [${wanted.nameservers.join(', ')}]
${renderer === 'NetworkManager' ? priority : ''}`;
}

/** Finds netplan's name of the link: often the interface's name, but any name where the file matches a MAC address. */
function idOf({ link, managers }: Ground): string {
  const profile = /^netplan-(.+)$/.exec(managers.networkManager.get(link.name)?.profile ?? '');
  const file = /\/10-netplan-(.+)\.network$/.exec(managers.networkd.get(link.index) ?? '');
  return (profile ?? file)?.[1] ?? link.name;
}

/**
 * Yields a problem for each file with other addresses: netplan merges addresses, and they would stay beside the new
 * one.
 */
function* otherAddresses({ link, address }: StaticNetwork, ground: Ground): Iterable<Problem> {
  for (const [file, content] of ground.managers.netplan) {
    const addresses = file === path ? [] : addressesIn(content, idOf(ground));
    const others = addresses.filter((other) => other.split('/')[0] !== address);
    if (others.length === 0) continue;
    yield {
      kind: 'problem',
      id: 'net.address',
      about: file,
      summary: `${file} gives ${link} the address ${others.join(', ')}, which would stay beside ${address}.`,
      hint: `Remove addresses, routes, gateway4 and nameservers of ${link} from ${file}, then run the same command again.`,
    };
  }
}

function addressesIn(yaml: string, id: string): readonly string[] {
  const ethernets = (parse(yaml) as { network?: { ethernets?: Record<string, { addresses?: unknown }> } } | null)
    ?.network?.ethernets;
  const addresses = ethernets?.[id]?.addresses;
  if (!Array.isArray(addresses)) return [];
  // An address with a lifetime or a label is a mapping of one key.
  return addresses.map((item: unknown) => (typeof item === 'string' ? item : Object.keys(item as object).join()));
}
