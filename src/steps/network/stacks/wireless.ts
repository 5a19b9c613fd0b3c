import type { Problem } from '../../../engine/model.ts';
import { type NetplanWifi, netplanWifi } from '../../../facts/netplan-files.ts';
import type { NetworkProfile } from '../../../facts/network-profiles.ts';
import { command, lines, type Script, sh } from '../../../shell/sh.ts';
import { activeProfile } from './active-profile.ts';
import type { Edit, Ground, Stack, StaticNetwork } from './stack.ts';

const made = '/run/NetworkManager/system-connections/netplan-';

/**
 * Wi-Fi by NetworkManager. The address goes into the profile that has the key of the network: so the key stays in one
 * place, where people change it. netplan makes its profiles anew at boot, so such a profile is changed in netplan's
 * file.
 */
export const wireless: Stack = {
  name: 'NetworkManager',
  service: 'NetworkManager.service',
  manages: (ground) => placeOf(ground) !== undefined,
  isGivenByOthers: (address, ground, network) => {
    const profile = activeProfile(ground);
    return profile !== undefined && says(profile, { ...network, address }) && rivals(ground, profile).length === 0;
  },
  *edits(wanted, ground): Iterable<Edit | Problem> {
    const place = placeOf(ground);
    if (!place) return;
    const { profile, definition } = place;
    yield* rivals(ground, profile).map((rival) => stronger(rival, profile, wanted));
    if (says(profile, wanted)) return;
    const path = definition?.path ?? profile.path;
    const script = definition ? setInNetplan(definition, wanted) : setInProfile(uuidOf(ground), wanted);
    const summary = `Write the address into the profile "${profile.id}" (${path}), and leave its key where it is`;
    const [before, after] = [shown(profile.ipv4), shown(ipv4Of(wanted))];
    yield { path, change: { kind: 'change', summary, before, after, script } };
  },
  down: () => sh`:`,
  up: (_, ground) => sh`if command -v netplan >/dev/null; then netplan generate; fi
nmcli connection reload
nmcli connection up uuid ${uuidOf(ground)}`,
};

/**
 * Finds the profile that configures the link, and where netplan has it; undefined where nobody may change it for good.
 */
function placeOf(ground: Ground) {
  const profile = activeProfile(ground);
  if (!profile?.isWireless) return undefined;
  const definition = profile.path.startsWith(made) ? netplanWifi(ground.netplan, profile.path) : undefined;
  return profile.path.startsWith(made) && !definition ? undefined : { profile, definition };
}

function uuidOf({ link, managers }: Ground): string {
  return managers.networkManager.get(link.name)?.uuid ?? 'none';
}

/** Writes the lines of the section [ipv4] with this address, as nm-settings-keyfile(5) has them. */
function ipv4Of({ address, prefix, gateway, nameservers }: StaticNetwork): readonly string[] {
  return [`address1=${address}/${prefix},${gateway}`, `dns=${nameservers.join(';')};`, 'method=manual'];
}

function shown(ipv4: readonly string[]): string {
  return ipv4
    .toSorted()
    .map((line) => `${line}\n`)
    .join('');
}

interface Wanted {
  readonly address: string;
  readonly gateway?: string | undefined;
  readonly nameservers?: readonly string[] | undefined;
}

/** Says whether a profile gives this address and no other one. What `Wanted` does not name may be anything. */
function says({ method, addresses, ipv4 }: NetworkProfile, { address, gateway, nameservers }: Wanted): boolean {
  const text = ipv4.join('\n');
  const [, router] = /^(?:gateway\s*=\s*|address1\s*=[^,\n]*,|route\d+\s*=\s*0\.0\.0\.0\/0,)([\d.]+)/m.exec(text) ?? [];
  const [, dns = ''] = /^dns\s*=\s*(.*)$/m.exec(text) ?? [];
  const servers = dns.split(/[;,\s]+/).filter(Boolean);
  return (
    method === 'manual' &&
    addresses.join() === address &&
    (gateway === undefined || router === gateway) &&
    (nameservers === undefined || servers.join() === nameservers.join())
  );
}

/** Lets NetworkManager itself write the profile: it knows which lines are keys. */
function setInProfile(uuid: string, { address, prefix, gateway, nameservers }: StaticNetwork): Script {
  const settings = ['ipv4.method', 'manual', 'ipv4.addresses', `${address}/${prefix}`, 'ipv4.gateway', gateway];
  return sh`nmcli connection modify uuid ${uuid} ${settings} ipv4.dns ${nameservers.join(' ')}`;
}

/**
 * Lets netplan write the address. netplan adds to lists, so they are emptied first. What is not about IPv4 stays, and
 * so do routes to other places. Two calls: each one starts Python, and the node may be slow.
 */
function setInNetplan({ id, ...now }: NetplanWifi, { address, prefix, gateway, nameservers }: StaticNetwork): Script {
  const isDefault = (route: unknown) => /"to":"(default|0\.0\.0\.0\/0)"/.test(JSON.stringify(route));
  const empty = { addresses: null, routes: null, nameservers: { addresses: null } };
  const full = {
    dhcp4: false,
    addresses: [`${address}/${prefix}`, ...now.addresses.filter((one) => one.includes(':'))],
    routes: [{ to: '0.0.0.0/0', via: gateway }, ...now.routes.filter((one) => !isDefault(one))],
    nameservers: { addresses: nameservers },
  };
  const set = (value: unknown) => sh`netplan set ${`wifis.${id.replaceAll('.', '\\.')}=${JSON.stringify(value)}`}`;
  return lines([set(empty), set(full), sh`netplan generate`, sh`nmcli connection reload`]);
}

/** Lists profiles of other networks that NetworkManager prefers where both can be heard. */
function rivals({ link, profiles }: Ground, own: NetworkProfile): readonly NetworkProfile[] {
  return profiles.filter(
    (one) =>
      one.isWireless &&
      (one.link === undefined || one.link === link.name) &&
      (one.priority ?? -1000) > (own.priority ?? -1000),
  );
}

function stronger(rival: NetworkProfile, own: NetworkProfile, { link, address }: StaticNetwork): Problem {
  return {
    kind: 'problem',
    id: 'net.address',
    about: rival.path,
    summary: `The profile "${rival.id}" (${rival.path}) may take ${link} at boot instead of "${own.id}", which gets ${address}: its autoconnect-priority is ${rival.priority}.`,
    hint: `Give it a smaller one: ${command`ssh {node} sudo nmcli connection modify ${rival.id} connection.autoconnect-priority 0`}, then run the same command again.`,
  };
}
