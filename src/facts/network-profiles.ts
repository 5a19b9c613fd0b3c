import { sh } from '../shell/sh.ts';
import { commandFact, linesIn } from './command.ts';

/** A profile of NetworkManager, as its file says. Keys and passwords stay on the node. */
export interface NetworkProfile {
  readonly path: string;
  readonly id: string;
  /** undefined where the file leaves it to NetworkManager, as netplan's files do. */
  readonly uuid: string | undefined;
  readonly isWired: boolean;
  readonly isWireless: boolean;
  /** The interface that it is for; undefined where it is for any interface. */
  readonly link: string | undefined;
  /** From -999 to 999. The highest takes an interface at boot. undefined: only people start it. */
  readonly priority: number | undefined;
  /** 'auto', 'manual' … of IPv4. */
  readonly method: string | undefined;
  /** Addresses of IPv4 without their prefixes. */
  readonly addresses: readonly string[];
  /** The lines of its section [ipv4], without empty ones and comments. */
  readonly ipv4: readonly string[];
}

const folder = 'NetworkManager/system-connections';
const keys =
  'id|uuid|type|interface-name|autoconnect|autoconnect-priority|method|address[0-9]*|addresses[0-9]*|gateway|route[0-9]*|dns|may-fail';

/**
 * NetworkManager's profiles. Of two files with one UUID that in /run counts, where netplan's are, then that in /etc.
 */
export const networkProfiles = commandFact(
  'profiles of NetworkManager',
  // NetworkManager passes over files that somebody besides root may read, hidden files, and copies of editors. NUL ends
  // the names of files: they are names of wireless networks, and may have any character.
  sh`find /run/${folder}/* /etc/${folder}/* /usr/lib/${folder}/* -maxdepth 0 -type f -user root ! -perm /077 ! -name '*~' \
  -exec grep -asHZE ${`^[[:blank:]]*(\\[|(${keys})[[:blank:]]*=)`} /dev/null {} + 2>/dev/null || :`,
  (stdout): readonly NetworkProfile[] => {
    const files = Map.groupBy(
      linesIn(stdout).map((line) => line.split('\0')),
      ([path = '']) => path,
    );
    const found = [...files].map(([path, lines]) =>
      profileIn(
        path,
        lines.map(([, line = '']) => line),
      ),
    );
    const known = new Set<string>();
    return found.filter(({ uuid }) => uuid === undefined || (!known.has(uuid) && known.add(uuid)));
  },
);

function profileIn(path: string, lines: readonly string[]): NetworkProfile {
  let section = '';
  const values = new Map<string, string>();
  const ipv4: string[] = [];
  for (const line of lines.map((text) => text.trim())) {
    if (line.startsWith('[')) section = line.slice(1, line.indexOf(']'));
    else {
      if (section === 'ipv4') ipv4.push(line);
      const cut = line.indexOf('=');
      values.set(`${section}.${line.slice(0, cut).trim()}`, line.slice(cut + 1).trim());
    }
  }
  const starts = !/^(false|0)$/.test(values.get('connection.autoconnect') ?? '');
  const type = values.get('connection.type') ?? '';
  const addresses = [...values].filter(([key]) => /^ipv4\.address(es)?\d*$/.test(key));
  return {
    path,
    id: values.get('connection.id') ?? '',
    uuid: values.get('connection.uuid'),
    isWired: /ethernet/.test(type),
    isWireless: /^(wifi|802-11-wireless)$/.test(type),
    link: values.get('connection.interface-name'),
    priority: starts ? Number(values.get('connection.autoconnect-priority') ?? 0) : undefined,
    method: values.get('ipv4.method'),
    addresses: addresses.map(([, value]) => value.replace(/[/,;].*/, '')),
    ipv4,
  };
}
