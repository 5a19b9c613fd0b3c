import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';
import { sectionsOf } from './sections.ts';

/** Who configures the node's interfaces. */
export interface NetworkManagers {
  /** Of dhcpcd and ifupdown those that run: the others say which interfaces they have. */
  readonly running: ReadonlySet<'dhcpcd' | 'networking'>;
  /** Interfaces that NetworkManager configures itself, not those it only looks at, and by which profile. */
  readonly networkManager: ReadonlyMap<string, { readonly uuid: string; readonly profile: string }>;
  /** Interfaces that networkd configures, by index, and from which file. */
  readonly networkd: ReadonlyMap<number, string>;
  /** Stanzas of /etc/network/interfaces and what it includes that give an interface an IPv4 address. */
  readonly stanzas: readonly { readonly file: string; readonly link: string }[];
  /** Whether /etc/network/interfaces includes interfaces.d. */
  readonly sourcesInterfaces: boolean;
  /** Files of netplan, '' for secrets in them, the ones that win last; empty where it is not installed. */
  readonly netplan: ReadonlyMap<string, string>;
  readonly hasCloudInit: boolean;
}

const services = ['dhcpcd', 'networking'] as const;

// systemd keeps a link for each unit that is active; asking systemctl would cost a Pi 10 ms and more.
const script = sh`
echo '== running'
for service in ${services}; do [ ! -L "/run/systemd/units/invocation:$service.service" ] || echo "$service"; done
echo '== NetworkManager'; nmcli -t -f DEVICE,STATE,CON-UUID,CONNECTION device 2>/dev/null
echo '== networkd'
[ ! -d /run/systemd/netif/links ] || grep -HE '^(ADMIN_STATE|NETWORK_FILE)=' /run/systemd/netif/links/* 2>/dev/null
echo '== stanzas'
[ ! -e /etc/network/interfaces ] ||
  grep -HE '^[[:space:]]*(iface|source|source-directory)[[:space:]]' /etc/network/interfaces /etc/network/interfaces.d/* 2>/dev/null
echo '== netplan'
# Tabs mark the files' lines: YAML has none. Keys of Wi-Fi stay on the node.
command -v netplan >/dev/null &&
  sed -sE '1F; s/(password|private-key|client-key-password): .*/\1: ""/; s/^/\t/' /etc/netplan/*.yaml 2>/dev/null
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
  const linesOf = (name: string) => (sections.get(name) ?? '').split('\n').filter(Boolean);
  const stanzas = linesOf('stanzas').map((line) => /^([^:]+):\s*(\S+)\s+(\S+)(?:\s+inet\s+(\S+))?/.exec(line) ?? []);
  return {
    running: new Set(services.filter((service) => linesOf('running').includes(service))),
    networkManager: new Map(linesOf('NetworkManager').flatMap(managedByNetworkManager)),
    networkd: managedByNetworkd(linesOf('networkd')),
    stanzas: stanzas.flatMap(([, file = '', keyword, link = '', method = '']) =>
      keyword === 'iface' && ['dhcp', 'static'].includes(method) ? [{ file, link }] : [],
    ),
    sourcesInterfaces: stanzas.some(
      ([, , keyword = '', path = '']) => /source/.test(keyword) && /interfaces\.d/.test(path),
    ),
    netplan: netplanFiles(sections.get('netplan') ?? ''),
    hasCloudInit: linesOf('cloud-init').length > 0,
  };
}

// "eth0:connected:UUID:netplan-eth0"; colons in names are escaped. "connected (externally)" is somebody else's work.
function managedByNetworkManager(line: string): [string, { uuid: string; profile: string }][] {
  const [link = '', state = '', uuid = '', profile = ''] = line
    .split(/(?<!\\):/)
    .map((field) => field.replace(/\\(.)/g, '$1'));
  return /unmanaged|externally/.test(state) ? [] : [[link, { uuid, profile }]];
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

function netplanFiles(text: string): ReadonlyMap<string, string> {
  const files = text.split(/^(?=\/)/m).filter(Boolean);
  return new Map(
    files.map((file) => {
      const [path = '', ...lines] = file.split('\n');
      return [path, lines.map((line) => line.replace(/^\t/, '')).join('\n')];
    }),
  );
}
