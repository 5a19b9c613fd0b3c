import { createHash } from 'node:crypto';
import { ensureFile } from '../../../resources/ensure-file.ts';
import { sh } from '../../../shell/sh.ts';
import { editsOf, type Stack, type StaticNetwork } from './stack.ts';

const path = '/etc/NetworkManager/system-connections/microcloud.nmconnection';

/** NetworkManager with profiles of its own: Raspberry Pi OS 12. */
export const keyfile: Stack = {
  name: 'NetworkManager',
  service: 'NetworkManager.service',
  path,
  manages: (link, { networkManager, netplan }) => networkManager.has(link.name) && netplan.size === 0,
  *edits(wanted, { file }) {
    yield* editsOf(path, ensureFile(file, { content: renderKeyfile(wanted), mode: '600' }));
  },
  down: () => sh`:`,
  // Only a reload tells NetworkManager that a profile is gone. The profile that was active before may have no file.
  up: ({ link }, { managers }) => sh`nmcli connection reload
if [ -e ${path} ]; then nmcli connection up uuid ${uuidOf(link)}
else nmcli connection up uuid ${managers.networkManager.get(link)?.uuid || 'none'} || nmcli device connect ${link}; fi`,
};

/**
 * Writes nm-settings-keyfile(5). Its priority beats "Wired connection 1", which NetworkManager makes by itself (-999).
 */
export function renderKeyfile({ link, address, prefix, gateway, nameservers }: StaticNetwork): string {
  return `[connection]
id=microcloud-${link}
uuid=${uuidOf(link)}
type=ethernet
interface-name=${link}
autoconnect-priority=100

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
