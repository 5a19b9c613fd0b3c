import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';
import { linesIn } from './command.ts';
import { sectionsOf } from './sections.ts';

/** Who configures the node's interfaces. */
export interface NetworkManagers {
  /** Which of dhcpcd and ifupdown run. NetworkManager and networkd say themselves which interfaces they have. */
  readonly running: ReadonlySet<'dhcpcd' | 'networking'>;
  /** Interfaces that NetworkManager may configure, and by which profile it does. */
  readonly networkManager: ReadonlyMap<string, ManagedLink>;
  /** Interfaces that networkd configures, by index, and from which file. */
  readonly networkd: ReadonlyMap<number, string>;
  /** Stanzas of /etc/network/interfaces and what it includes that give an interface an IPv4 address. */
  readonly stanzas: readonly Stanza[];
  /** Whether /etc/network/interfaces includes interfaces.d. */
  readonly sourcesInterfaces: boolean;
  readonly hasCloudInit: boolean;
}

/** An interface that NetworkManager knows and may configure. */
export interface ManagedLink {
  readonly uuid: string;
  readonly profile: string;
  /**
   * Something else gave the interface its address: NetworkManager shows a profile that it made up, and has not begun to
   * act.
   */
  readonly isExternal: boolean;
}

/** How ifupdown gives an interface an IPv4 address. */
interface Stanza {
  readonly file: string;
  readonly link: string;
  /** Without its prefix; undefined where a DHCP server gives the address. */
  readonly address?: string;
}

const services = ['dhcpcd', 'networking'] as const;

// systemd keeps a link for each unit that is active; asking systemctl would cost a Pi 10 ms and more.
const script = sh`
echo '== running'
for service in ${services}; do [ ! -L "/run/systemd/units/invocation:$service.service" ] || echo "$service"; done
# DietPi starts each interface by a unit of its own.
for unit in /run/systemd/units/invocation:ifup@*; do [ ! -L "$unit" ] || echo networking; done
echo '== NetworkManager'; nmcli -t -f DEVICE,STATE,CON-UUID,CONNECTION device 2>/dev/null
echo '== networkd'
[ ! -d /run/systemd/netif/links ] || grep -HE '^(ADMIN_STATE|NETWORK_FILE)=' /run/systemd/netif/links/* 2>/dev/null
echo '== stanzas'
(
  cd /etc/network 2>/dev/null && [ -e interfaces ] || exit
  set -- /etc/network/interfaces /etc/network/interfaces.d/*
  # It may include files that lie elsewhere.
  while read -r key path _ || [ "$key" ]; do
    case $key:$path in
      source*:*interfaces.d*) ;;
      source:/*) set -- "$@" $path ;;
      source:*) set -- "$@" /etc/network/$path ;;
      source-directory:/*) set -- "$@" "$path"/* ;;
      source-directory:*) set -- "$@" "/etc/network/$path"/* ;;
    esac
  done <interfaces
  grep -HE '^[[:space:]]*(iface|address|source|source-directory)[[:space:]]' "$@" 2>/dev/null
)
echo '== cloud-init'; [ ! -d /etc/cloud/cloud.cfg.d ] || echo yes
:`;

/** What could configure the node's interfaces, and what does. */
export const networkManagers: Fact<NetworkManagers> = {
  id: 'network managers',
  ask: script,
  slow: true,
  parse,
};

function parse(stdout: string): NetworkManagers {
  const sections = sectionsOf(stdout);
  const linesOf = (name: string) => linesIn(sections.get(name) ?? '');
  const stanzas = linesOf('stanzas').map((line) => /^([^:]+):\s*(\S+)\s+(\S+)(?:\s+inet\s+(\S+))?/.exec(line) ?? []);
  return {
    running: new Set(services.filter((service) => linesOf('running').includes(service))),
    networkManager: new Map(linesOf('NetworkManager').flatMap(managedByNetworkManager)),
    networkd: managedByNetworkd(linesOf('networkd')),
    stanzas: stanzas.flatMap(([, file = '', keyword, link = '', method = ''], index) => {
      if (keyword !== 'iface' || !['dhcp', 'static'].includes(method)) return [];
      const [, , next, address] = stanzas[index + 1] ?? [];
      return [{ file, link, ...(next === 'address' && address ? { address: address.replace(/\/.*/, '') } : {}) }];
    }),
    sourcesInterfaces: stanzas.some(
      // A line may include one file of the folder only: ours is another one.
      ([, , keyword = '', path = '']) => /source/.test(keyword) && /(^|\/)interfaces\.d\/?(\*|microcloud)?$/.test(path),
    ),
    hasCloudInit: linesOf('cloud-init').length > 0,
  };
}

// "eth0:connected:UUID:netplan-eth0"; colons in names are escaped.
function managedByNetworkManager(line: string): [string, ManagedLink][] {
  const [link = '', state = '', uuid = '', profile = ''] = line
    .split(/(?<!\\):/)
    .map((field) => field.replace(/\\(.)/g, '$1'));
  return state.includes('unmanaged') ? [] : [[link, { uuid, profile, isExternal: state.includes('externally') }]];
}

function managedByNetworkd(lines: readonly string[]): ReadonlyMap<number, string> {
  const values = new Map(lines.map((line) => /links\/(\d+:\w+)=(.*)$/.exec(line)?.slice(1) as [string, string]));
  return new Map(
    [...values].flatMap(([key, state]): [number, string][] => {
      const [index = '', name] = key.split(':');
      const managed = name === 'ADMIN_STATE' && !['unmanaged', 'initialized', 'linger'].includes(state);
      return managed ? [[Number(index), values.get(`${index}:NETWORK_FILE`) ?? '']] : [];
    }),
  );
}
