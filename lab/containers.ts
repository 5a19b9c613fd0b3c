import { labels } from './lab-plan.ts';
import { linesOf, run } from './run-program.ts';

/** A node's container, as Docker has it. */
export interface NodeContainer {
  readonly lab: string;
  readonly node: string;
  readonly number: number;
  readonly flavour: string;
  readonly container: string;
  /** Docker's word: running, exited, restarting … */
  readonly state: string;
}

/** Finds the nodes of one lab, or of all labs, sorted by lab and number. */
export async function findContainers(name?: string): Promise<NodeContainer[]> {
  const label = name === undefined ? labels.lab : `${labels.lab}=${name}`;
  const columns = [labels.lab, labels.node, labels.number, labels.flavour].map((key) => `{{.Label "${key}"}}`);
  const format = [...columns, '{{.Names}}', '{{.State}}'].join('\t');
  const rows = await linesOf('docker', ['ps', '--all', '--filter', `label=${label}`, '--format', format]);
  return rows.map(parseRow).sort((a, b) => a.lab.localeCompare(b.lab) || a.number - b.number);
}

export function parseRow(row: string): NodeContainer {
  const [lab = '', node = '', number = '', flavour = '', container = '', state = ''] = row.split('\t');
  return { lab, node, number: Number(number), flavour, container, state };
}

/** Removes containers with their volumes, whatever they are doing. */
export async function removeContainers(containers: readonly NodeContainer[]): Promise<void> {
  if (containers.length === 0) return;
  await run('docker', ['rm', '--force', '--volumes', ...containers.map(({ container }) => container)]);
}

/** Asks a node for its present address: its static one once that is set, before that the one from DHCP. */
export async function currentAddress(container: string): Promise<string | undefined> {
  const show = ['exec', container, 'ip', '-4', '-o', 'address', 'show', 'dev', 'eth0', 'scope', 'global'];
  const lines = await linesOf('docker', show).catch(() => []);
  return lines.map((line) => line.match(/inet ([\d.]+)/)?.[1]).find((address) => address !== undefined);
}
