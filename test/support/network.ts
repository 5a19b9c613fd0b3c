import { fixture } from './fixture.ts';

/** The answer about several files: sizes, then all contents. */
export function filesAnswer(files: Readonly<Record<string, string | Buffer>>): string {
  const all = Object.entries(files).map(([path, content]) => [path, Buffer.from(content)] as const);
  if (all.length === 0) return '';
  const rows = all.map(([path, content]) => `${content.length} 1700000000.0 600 root:root ${path}`);
  return `${rows.join('\n')}\n\n${Buffer.concat(all.map(([, content]) => content)).toString('base64')}\n`;
}

/** What grep finds in NetworkManager's profiles: each line behind its file's name and a NUL. */
export function profilesAnswer(files: Readonly<Record<string, string>>): string {
  return Object.entries(files)
    .flatMap(([path, text]) =>
      text.split('\n').flatMap((line) => (/^(\[|[\w-]+=)/.test(line) ? `${path}\0${line}\n` : [])),
    )
    .join('');
}

/** As cloud-init and netplan leave the wired interface of a card that Imager has written. */
export const cloudInitNetplan = `network:
  version: 2
  ethernets:
    eth0:
      optional: true
      dhcp4: true
`;

/** What NetworkManager itself makes of an interface that nobody configures. */
export const wiredConnection = (link = 'eth0') => `[connection]
id=Wired connection 1
uuid=b19ea698-1604-3bdf-bda3-6497e31cf55a
type=ethernet
autoconnect-priority=-999
interface-name=${link}

[ipv4]
method=auto
`;

/** The profile that netplan makes of {@link cloudInitNetplan}. */
export const netplanProfile = `[connection]
id=netplan-eth0
type=ethernet
interface-name=eth0

[ipv4]
method=auto
`;

/** What a simulated node answers about its network while nothing but DHCP has set it up; a row adds the files it is about. */
export function networkAnswers(flavour: string) {
  return {
    links: fixture(`simulated-${flavour}/network-links`),
    managers: fixture(`simulated-${flavour}/network-managers`),
    machineId: '5ee4b0a2fa3b47a8bf6d6329dd938582\n',
    rollback: '',
    apiServer: '',
    k3sConfig: '',
    cloudInit: '',
    profiles: '',
    netplan: '',
    keyfile: '',
    netplanFile: '',
    dhcpcd: '',
    interfaces: '',
  };
}
