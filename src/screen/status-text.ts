import { count } from '../counted.ts';
import { distributions } from '../distributions/table.ts';
import { Version } from '../distributions/version.ts';
import type { NodeStatus, Status } from '../tasks/status-result.ts';
import { visibleLine, visibleMessage } from '../visible-text.ts';
import { aboutUnreached, alike } from './alike.ts';
import { tryLines } from './error-text.ts';
import { clipped, tableText, typed } from './phrases.ts';

const width = 100;

/**
 * Writes the nodes, what is pending on each, the cluster, and what to type next. The text has 100 columns, or more with
 * long names.
 */
export function statusText(status: Status, inventory: string): string {
  const { nodes, lacking } = status;
  const parts = [
    nodesTable(nodes),
    [clusterLine(status), ...certificatesLine(nodes), ...lacking.map(lackingLine)].join('\n'),
    ...nodes.flatMap((node) => details(node, nodes)),
    ...silentTexts(nodes),
    next(nodes, inventory).join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const readiness = new Map<boolean | undefined, string>([
  [true, 'yes'],
  [false, 'no'],
]);

function nodesTable(nodes: readonly NodeStatus[]): string {
  const rows = nodes.map((node) => [
    node.name,
    node.role === 'control-plane' ? 'control plane' : (node.role ?? '-'),
    node.address ?? '-',
    [node.system, node.architecture].filter(Boolean).join(' ') || '-',
    node.kubernetes ?? '-',
    readiness.get(node.ready) ?? '-',
  ]);
  const heading = ['NODE', 'ROLE', 'ADDRESS', 'SYSTEM', 'KUBERNETES', 'READY'];
  const room =
    width -
    tableText([heading, ...rows.map((row) => [...row.slice(0, 5), 'READY'])])
      .split('\n', 1)
      .join('').length -
    2;
  const pending = nodes.map((node) => clipped(pendingOn(node), Math.max(room, 20)));
  return tableText([[...heading, 'PENDING'], ...rows.map((row, index) => [...row, pending[index] ?? ''])]);
}

function pendingOn({ role, unreachable, changes, reboot, problems, waits, reason }: NodeStatus): string {
  if (role === undefined) return 'not in the inventory';
  if (unreachable) return 'not reached, see below';
  if (problems.length > 0) return 'needs you, see below';
  if (changes.length > 0)
    return reboot && changes.length === 1
      ? 'reboot'
      : `${count(changes.length, 'change')}${reboot ? ' and a reboot' : ''}`;
  if (waits.length > 0 || reason) return 'waits, see below';
  return 'nothing';
}

function clusterLine({ cluster, nodes }: Status): string {
  const { name, distribution, version, endpoint, sharedAddress, podNetwork, state, reason } = cluster;
  const { release } = Version.of(version);
  const { product } = distributions[distribution];
  const isOther = nodes.some(({ kubernetes }) => kubernetes !== undefined && kubernetes !== release);
  const present = isOther ? product : `${product} ${version}`;
  const wanted = isOther ? `\nThe inventory asks for ${product} ${version}.` : '';
  const holders = sharedAddress && ` (${sharedAddress.nodes.join(' and ') || 'no node that was reached'} has it)`;
  const about = `Cluster ${name}: ${present} at ${endpoint}${holders ?? ''}, pods in ${podNetwork}${wanted}`;
  const states: Record<typeof state, string> = {
    running: '',
    none: 'It is not made yet.',
    silent: visibleLine(`Its API does not answer: ${reason}`),
    unknown: 'No control plane could be asked.',
  };
  return states[state] === '' ? about : `${about}\n${states[state]}`;
}

function certificatesLine(nodes: readonly NodeStatus[]): readonly string[] {
  const known = nodes.flatMap(({ name, certificatesEnd }) => (certificatesEnd ? [{ name, end: certificatesEnd }] : []));
  const [first] = known.toSorted((a, b) => a.end.localeCompare(b.end));
  if (!first) return [];
  const where = known.length > 1 ? `, first on ${first.name}` : '';
  return [`Certificates are valid until ${first.end.slice(0, 10)}${where}`];
}

function lackingLine({ name, available, wanted }: Status['lacking'][number]): string {
  return visibleLine(`${name}: ${available} of ${count(wanted, 'pod')} available`);
}

function silentTexts(nodes: readonly NodeStatus[]): readonly string[] {
  const silent = nodes.flatMap(({ name, unreachable: error }) => (error ? [{ node: { name }, error }] : []));
  return alike(silent, aboutUnreached).map(({ first: { error }, others }) =>
    [visibleMessage(error.message), ...(others === '' ? [] : [others]), ...tryLines(error.hints)].join('\n'),
  );
}

function details({ name, unreachable, problems, waits, reason }: NodeStatus, all: readonly NodeStatus[]): string[] {
  if (unreachable) return [];
  const lines = [
    ...problems.flatMap(({ summary, hint }) => [visibleLine(`${name}: ${summary}`), ...tryLines([hint])]),
    ...waits.map(({ summary }) => visibleLine(`${name} waits: ${summary}`)),
  ];
  if (lines.length > 0) return [lines.join('\n')];
  // Shown once: the leader's wait for a node that is not Ready has the same reason.
  const isSaid = all.some((other) => other.waits.some(({ id, about }) => id === 'node.waiting' && about === name));
  return reason && !isSaid ? [visibleLine(`${name} is not Ready: ${reason}`)] : [];
}

function next(nodes: readonly NodeStatus[], inventory: string): readonly string[] {
  const listed = nodes.filter(({ role }) => role !== undefined);
  const pending = listed.filter(({ changes }) => changes.length > 0);
  if (pending.length === 0) return [];
  const only = pending.length === listed.length ? '' : ` --only ${pending.map(({ name }) => name).join(',')}`;
  return tryLines([typed(`init${only}`, inventory)]);
}
