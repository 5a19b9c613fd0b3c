import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';
import { sectionsOf } from './sections.ts';

/** An address as `ip` knows it. */
export interface LinkAddress {
  readonly address: string;
  /** Bits of the mask. */
  readonly prefix: number;
  /** Leased: it goes when nobody renews it. */
  readonly dynamic: boolean;
}

/** A network interface. */
export interface Link {
  readonly name: string;
  /** The kernel's number of it. */
  readonly index: number;
  readonly wireless: boolean;
  /** The kind of a virtual one: 'bridge', 'veth' …; undefined for hardware. */
  readonly kind: string | undefined;
  /** The address that a tunnel (vxlan) sends from. */
  readonly tunnelFrom: string | undefined;
  /** IPv4 and IPv6, those of this link alone (fe80::…) included. */
  readonly addresses: readonly LinkAddress[];
}

/** Says whether an interface has an address; false where the address is not known. */
export function holds({ addresses }: Link, address: string | undefined): boolean {
  return addresses.some((one) => one.address === address);
}

/** Interfaces, and how one gets from and to this node. */
export interface Links {
  readonly all: readonly Link[];
  /** Default routes of IPv4, the preferred one first. */
  readonly gateways: readonly { readonly address: string; readonly link: string }[];
  /** The node's address that this SSH connection came to; undefined without SSH. */
  readonly arrival: string | undefined;
  /** DNS servers in use, without local stubs (127.…). */
  readonly nameservers: readonly string[];
}

interface IpAddress {
  readonly ifname: string;
  readonly ifindex: number;
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: { readonly local?: string } };
  readonly addr_info?: readonly { readonly local?: string; readonly prefixlen: number; readonly dynamic?: boolean }[];
}

interface IpRoute {
  readonly gateway?: string;
  readonly dev: string;
  readonly metric?: number;
}

// sudo drops SSH_CONNECTION from the environment; the processes above it still have it.
const script = sh`
echo '== links'; ip -d -j address
echo '== routes'; ip -4 -j route show default
echo '== wireless'; for d in /sys/class/net/*/phy80211; do [ -e "$d" ] && echo "$d"; done
echo '== nameservers'
for f in /run/systemd/resolve/resolv.conf /etc/resolv.conf; do
  [ ! -r "$f" ] || while read -r key value _ || [ "$key" ]; do [ "$key" != nameserver ] || echo "nameserver $value"; done <"$f"
done
echo '== arrival'
pid=$$ above=
while [ "$pid" -gt 1 ]; do
  above="$above /proc/$pid/environ"
  # "812 (sudo) S 811 …"
  read -r stat <"/proc/$pid/stat" || break
  stat=\${stat##*) ? } pid=\${stat%% *}
done
grep -azh '^SSH_CONNECTION=' $above
:`;

/** The node's interfaces, default routes and DNS servers, and the address that SSH came to. */
export const links: Fact<Links> = { id: 'network links', ask: script, parse };

function parse(stdout: string): Links {
  const sections = sectionsOf(stdout);
  const wireless = new Set(wordsOf(sections.get('wireless'), /net\/(.+)\/phy80211/g));
  const routes = fromJson<IpRoute>(sections.get('routes'));
  return {
    all: fromJson<IpAddress>(sections.get('links')).map((link) => ({
      name: link.ifname,
      index: link.ifindex,
      wireless: wireless.has(link.ifname),
      kind: link.linkinfo?.info_kind,
      tunnelFrom: link.linkinfo?.info_data?.local,
      addresses: (link.addr_info ?? []).flatMap(({ local, prefixlen, dynamic = false }) =>
        local ? [{ address: local, prefix: prefixlen, dynamic }] : [],
      ),
    })),
    gateways: routes
      .toSorted((a, b) => (a.metric ?? 0) - (b.metric ?? 0))
      .flatMap(({ gateway, dev }) => (gateway ? [{ address: gateway, link: dev }] : [])),
    // "CLIENT PORT ADDRESS PORT"; a link-local address carries its interface after a %.
    arrival: sections.get('arrival')?.split(' ')[2]?.replace(/%.*/, ''),
    nameservers: [...new Set(wordsOf(sections.get('nameservers'), /nameserver +(\S+)/g))].filter(
      (server) => !server.startsWith('127.'),
    ),
  };
}

function wordsOf(text: string | undefined, pattern: RegExp): readonly string[] {
  return [...(text ?? '').matchAll(pattern)].map((match) => match[1] ?? '');
}

// Where there is nothing to list, iproute2 prints `[]`, `[{}]` or nothing, depending on its age.
function fromJson<T extends { readonly ifname?: string; readonly dev?: string }>(text: string | undefined): T[] {
  const items = text ? (parsed(text) as T[]) : [];
  return items.filter((item) => item.ifname ?? item.dev);
}

/**
 * Reads JSON that iproute2 of bullseye may spoil: it forgets the key of a kind of route, and the value of some kinds of
 * tunnels. https://github.com/iproute2/iproute2/issues/37 and 41.
 */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(text.replaceAll(/\{"\w+",/g, '{').replaceAll(/":(?=[,}])/g, '":null'));
  }
}

/**
 * Chooses the interface that has the address or shall get it: else the one that SSH came in by, else the one of the
 * default route. It is never chosen by its name: names differ between boards and systems.
 */
export function chooseLink(links: Links, address: string): Link | undefined {
  const having = (wanted: string | undefined) => links.all.find((link) => holds(link, wanted));
  return having(address) ?? having(links.arrival) ?? links.all.find(({ name }) => name === links.gateways[0]?.link);
}
