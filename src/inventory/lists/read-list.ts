import { UserError } from '../../errors.ts';
import type { AnsibleInventory } from '../ansible/ansible-inventory.ts';
import { looksLikeYaml, type SourceFile } from '../ansible/source-files.ts';
import { YamlSource } from '../ansible/yaml-source.ts';
import { addressRows } from './address-lines.ts';
import { at, documentRows } from './document-rows.ts';
import { leaseRows } from './lease-rows.ts';
import { listedHosts, type Row } from './listed-hosts.ts';
import { mapRows, nodeRows } from './map-rows.ts';
import { sshConfigRows } from './ssh-config-rows.ts';
import { tableRows } from './table-list.ts';
import { boltRows, keaRows } from './tool-rows.ts';

/** What else may be given where a file lists no machines. */
export const otherLists: readonly string[] = [
  'microcloud inventory init, which asks for names and addresses',
  'or give a list: an inventory of Ansible, a table (CSV) with names and addresses, an ssh_config, or a file of k3sup, k0sctl, kubekey or RKE',
];

/**
 * Reads a list of machines that is no inventory of Ansible: a file of another tool, a table, /etc/hosts, an ssh_config,
 * or what a router or a scan of the network knows. Returns undefined for anything else.
 * @throws UserError, exit code 2, for a known kind of file that lists no machines
 */
export function readList(source: SourceFile): AnsibleInventory | undefined {
  const { file, text } = source;
  const leases = leaseRows(text, file);
  if (leases) {
    const inventory = listedHosts(leases.rows, file);
    inventory?.notes.push(...leases.notes);
    return inventory;
  }
  if (looksLikeYaml(source) || /^\s*\[\s*\{/.test(text)) return readDocument(text, file);
  if (lineAlike(text, /^(@\S+ )?\S+ (ssh-\w+|ecdsa-sha2-\S+|sk-\S+) AAAA/))
    throw listsNone(file, "known_hosts of ssh: it has machines' keys, and most of their names are hidden");
  if (lineAlike(text, /^([\w="-]+ )?(ssh-\w+|ecdsa-sha2-\S+|sk-\S+) AAAA/))
    throw listsNone(file, 'a list of public keys');
  for (const rows of [sshConfigRows, tableRows, addressRows]) {
    const inventory = made(rows(text, file), file);
    if (inventory) return inventory;
  }
  return undefined;
}

function readDocument(text: string, file: string): AnsibleInventory | undefined {
  const source = new YamlSource(text, file);
  const textAt = (...way: string[]) => source.text(at(source, source.root, way));
  if (at(source, source.root, ['cluster', 'name']) && at(source, source.root, ['nodes']))
    throw new UserError(`${file} is an inventory of microcloud already.`, {
      hints: [`microcloud inventory check -i ${file}`],
      exitCode: 2,
    });
  const readers = [documentRows, nodeRows, boltRows, keaRows, mapRows];
  const rows = made(
    readers.reduce<readonly Row[] | undefined>((found, read) => found ?? read(source), undefined),
    file,
  );
  if (rows) {
    rows.notes.push(...source.notes);
    return rows;
  }
  const kind = textAt('kind');
  if (kind === 'Config' && textAt('apiVersion') === 'v1')
    throw listsNone(file, 'a kubeconfig: it says where an API is, and not which machines there are');
  if (kind !== undefined && textAt('apiVersion') !== undefined) throw listsNone(file, `a ${kind} of Kubernetes`);
  if (at(source, source.root, ['services'])) throw listsNone(file, 'a file of Docker Compose');
  return undefined;
}

function made(rows: readonly Row[] | undefined, file: string): AnsibleInventory | undefined {
  return rows === undefined ? undefined : listedHosts(rows, file);
}

/** Tells whether all lines except comments match one pattern. */
function lineAlike(text: string, kind: RegExp): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.length > 0 && lines.every((line) => kind.test(line));
}

function listsNone(file: string, what: string): UserError {
  return new UserError(`${file} is ${what}.`, { hints: otherLists, exitCode: 2 });
}
