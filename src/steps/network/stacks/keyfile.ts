import { createHash } from 'node:crypto';
import type { Problem } from '../../../engine/model.ts';
import type { NetworkProfile } from '../../../facts/network-profiles.ts';
import { ensureFile } from '../../../resources/ensure-file.ts';
import { shownText } from '../../../shell/node-text.ts';
import { command, sh } from '../../../shell/sh.ts';
import { activeProfile } from './active-profile.ts';
import { netplanPath } from './netplan.ts';
import { type Edit, editsOf, type FileStack, fileOf, type Ground, type StaticNetwork } from './stack.ts';

const path = '/etc/NetworkManager/system-connections/microcloud.nmconnection';
/** The highest autoconnect-priority. cloud-init's own profiles have 120, "Wired connection 1" has -999. */
const priority = 999;

/**
 * NetworkManager: Raspberry Pi OS 12 and later. The profile is a file of NetworkManager's own also where netplan has
 * files. netplan merges all files about an interface, and Raspberry Pi's NetworkManager writes those anew at boot, as
 * 90-NM-UUID.yaml: an address beside `dhcp4: true` of such a file becomes a second address.
 */
export const keyfile: FileStack = {
  name: 'NetworkManager',
  service: 'NetworkManager.service',
  path,
  manages: ({ link, managers, profiles }) => {
    const managed = managers.networkManager.get(link.name);
    // After a restart NetworkManager leaves a link as it finds it, until somebody starts a profile.
    return managed !== undefined && (!managed.isExternal || profiles.some((one) => takes(one, link.name)));
  },
  isGivenByOthers: (address, ground) => {
    const active = activeProfile(ground);
    return (
      active !== undefined &&
      !fileOf(ground, path).exists &&
      active.priority !== undefined &&
      active.method === 'manual' &&
      active.addresses.join() === address &&
      !fileOf(ground, netplanPath).exists &&
      rivals(ground, active.priority + 1).length === 0
    );
  },
  hasActed: ({ link, managers }) => managers.networkManager.get(link.name)?.uuid === uuidOf(link.name),
  *edits(wanted, ground) {
    yield* rivals(ground, priority).map((rival) => stronger(rival, wanted));
    yield* editsOf(path, ensureFile(fileOf(ground, path), { content: renderKeyfile(wanted), mode: '600' }));
    yield* withoutNetplan(ground);
  },
  down: () => sh`:`,
  // Only a reload tells NetworkManager that a profile is gone. The profile that was active before may have no file.
  up: ({ link }, { managers }) => sh`if command -v netplan >/dev/null; then netplan generate; fi
nmcli connection reload
if [ -e ${path} ]; then nmcli connection up uuid ${uuidOf(link)}
else nmcli connection up uuid ${managers.networkManager.get(link)?.uuid || 'none'} || nmcli device connect ${link}; fi`,
};

/** Says whether NetworkManager may start the profile on the link by itself. */
function takes({ isWired, link, priority: own }: NetworkProfile, name: string): boolean {
  return isWired && own !== undefined && (link === undefined || link === name);
}

/** Lists profiles of others that NetworkManager may choose for the link at boot. */
function rivals({ link, profiles }: Ground, least: number): readonly NetworkProfile[] {
  return profiles.filter(
    (one) => takes(one, link.name) && (one.priority ?? -1000) >= least && one.uuid !== uuidOf(link.name),
  );
}

function stronger({ path: file, id, priority: own }: NetworkProfile, { link, address }: StaticNetwork): Problem {
  return {
    kind: 'problem',
    id: 'net.address',
    about: file,
    summary: `The profile "${id}" (${file}) may take ${link} at boot instead of ${address}: its autoconnect-priority is ${own}.`,
    hint: `Give it a smaller one: ${command`ssh {node} sudo nmcli connection modify ${id} connection.autoconnect-priority 0`}, then run the same command again.`,
  };
}

/**
 * Removes the netplan file that earlier versions of microcloud wrote, and the one to which NetworkManager has moved our
 * own profile: of two profiles with one UUID it takes netplan's.
 */
function* withoutNetplan(ground: Ground): Iterable<Edit> {
  const moved = ground.netplan.filter((file) => file.path.includes(uuidOf(ground.link.name)));
  for (const old of [fileOf(ground, netplanPath), ...moved]) {
    if (!old.exists) continue;
    const script = sh`rm -f ${old.path}`;
    const summary = `Remove ${old.path}: NetworkManager has a profile of its own instead`;
    const before = shownText(old.content);
    yield { path: old.path, change: { kind: 'change', summary, before, after: '', script } };
  }
}

/** Writes nm-settings-keyfile(5). */
export function renderKeyfile({ link, address, prefix, gateway, nameservers }: StaticNetwork): string {
  return `[connection]
id=microcloud-${link}
uuid=${uuidOf(link)}
type=ethernet
interface-name=${link}
autoconnect-priority=${priority}

[ipv4]
method=manual
address1=${address}/${prefix},${gateway}
dns=${nameservers.join(';')};
may-fail=false

[ipv6]
method=auto
`;
}

/** Makes a UUID that is the same for an interface in every run: RFC 9562, version 5, in the namespace of DNS names. */
function uuidOf(link: string): string {
  const dns = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');
  const hash = createHash('sha1').update(dns).update(`${link}.microcloud`).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
