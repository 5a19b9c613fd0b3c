import { textOf } from '../../src/shell/node-text.ts';
import { fixture } from './fixture.ts';
import { fileAnswer } from './plan.ts';

/** Makes the answer of a fact about files that patterns find. */
export function filesAnswer(files: Readonly<Record<string, string | Buffer>>): string {
  return JSON.stringify(
    Object.entries(files).map(([path, content]) => [path, fileAnswer(textOf(Buffer.from(content)))]),
  );
}

/** Makes the output of grep for NetworkManager's profiles: each line after the name of its file and a NUL. */
export function profilesAnswer(files: Readonly<Record<string, string>>): string {
  return Object.entries(files)
    .flatMap(([path, text]) =>
      text.split('\n').flatMap((line) => (/^(\[|[\w-]+=)/.test(line) ? `${path}\0${line}\n` : [])),
    )
    .join('');
}

/** The netplan file that cloud-init writes for the wired interface of a card from Imager. */
export const cloudInitNetplan = `network:
  version: 2
  ethernets:
    eth0:
      optional: true
      dhcp4: true
`;

/** The profile that NetworkManager itself makes for an interface without configuration. */
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

/**
 * Makes the answers of a simulated node about its network while only DHCP has configured it. A row adds the files that
 * it is about.
 */
export function networkAnswers(flavour: string) {
  return {
    links: fixture(`simulated-${flavour}/network-links`),
    managers: fixture(`simulated-${flavour}/network-managers`),
    machineId: '5ee4b0a2fa3b47a8bf6d6329dd938582\n',
    rollback: '',
    cloudInit: '',
    profiles: '',
    netplan: '',
    keyfile: '',
    netplanFile: '',
    dhcpcd: '',
    interfaces: '',
  };
}
