import { LineCounter } from 'yaml';
import { parseForeignYaml } from '../foreign-yaml.ts';
import { at } from './cluster/json.ts';
import { type FileThere, filesFact } from './file.ts';

/**
 * The files of netplan, as they are: netplan takes any YAML, so they are parsed here, and not cut on the node. They may
 * hold keys of Wi-Fi: no finding may show their text.
 */
export const netplanFiles = filesFact('netplan files', ['/etc/netplan/*.yaml', '/run/netplan/*.yaml']);

/** What one file says of a wired interface. */
export interface NetplanInterface {
  readonly path: string;
  /** Addresses with their prefixes, as they are written. */
  readonly addresses: readonly string[];
  /** undefined where the file does not say. */
  readonly dhcp4: boolean | undefined;
}

/** A file that is not YAML, or that netplan would not take, and the line that shows it. */
export interface NetplanFault {
  readonly path: string;
  readonly line: number;
}

/**
 * Lists what the files say of an interface. The file that wins comes last: netplan merges files in the order of their
 * names.
 */
export function netplanInterfaces(
  files: readonly FileThere[],
  id: string,
): readonly (NetplanInterface | NetplanFault)[] {
  return inOrder(files).flatMap((file) => interfaceIn(file, id) ?? []);
}

/** A wireless interface of netplan. */
export interface NetplanWifi {
  /** What netplan calls it: the name of the interface, or another one. */
  readonly id: string;
  readonly path: string;
  readonly addresses: readonly string[];
  readonly routes: readonly unknown[];
}

/**
 * Finds the wireless interface of which netplan has made a profile of NetworkManager. `profile` is the path of the
 * profile's file.
 */
export function netplanWifi(files: readonly FileThere[], profile: string): NetplanWifi | undefined {
  const all = inOrder(files).flatMap(({ path, content }) => {
    const document = parseForeignYaml(content, { logLevel: 'silent' });
    const found = document.errors.length === 0 ? at(document.toJS(), 'network', 'wifis') : undefined;
    return Object.entries(found ?? {}).map(([id, said]) => {
      const routes = at(said, 'routes');
      return { id, path, addresses: addressesIn(at(said, 'addresses')), routes: Array.isArray(routes) ? routes : [] };
    });
  });
  // "netplan-ID-SSID.nmconnection": an id may be the beginning of another one.
  const named = all.filter(({ id }) => profile.includes(`/netplan-${encodeURIComponent(id)}-`));
  return named.toSorted((a, b) => a.id.length - b.id.length).at(-1);
}

function inOrder(files: readonly FileThere[]): readonly FileThere[] {
  return files.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function nameOf({ path }: FileThere): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function interfaceIn({ path, content }: FileThere, id: string): NetplanInterface | NetplanFault | undefined {
  const lines = new LineCounter();
  const document = parseForeignYaml(content, { lineCounter: lines, logLevel: 'silent' });
  const [error] = document.errors;
  // The error's own message shows the line, which may hold a key.
  if (error) return { path, line: lines.linePos(error.pos[0]).line };
  const found = at(document.toJS(), 'network', 'ethernets', id);
  if (found === undefined) return undefined;
  const dhcp4 = at(found, 'dhcp4');
  return {
    path,
    addresses: addressesIn(at(found, 'addresses')),
    dhcp4: dhcp4 === undefined ? undefined : /^(true|yes|on|y)$/i.test(String(dhcp4)),
  };
}

// An address with a lifetime or a label is a mapping of one key.
function addressesIn(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) =>
    typeof item === 'object' && item !== null ? Object.keys(item) : String(item),
  );
}
