import type { Copy } from '../backup/copy.ts';
import type { KeptCopy } from '../backup/copy-file.ts';
import { count } from '../counted.ts';
import { command } from '../shell/sh.ts';
import type { CheckedBackup, TakenBackup } from '../tasks/backup.ts';
import { sizeText, tableText } from './phrases.ts';

const notInside = 'Not in it: what pods keep in volumes. Copy that by other means.';
const openToAll =
  'It is not encrypted: whoever reads it is administrator of the cluster, now and later. Keep it as safe as a key.';

/** Says what was copied, and what to do with the copy. */
export function backupText({ file, bytes, encrypted, cluster, version, nodes }: TakenBackup): string {
  return [
    `${file} has the cluster ${cluster} (${sizeText(bytes)}).`,
    `In it: all objects of Kubernetes ${version} with ${count(nodes.length, 'node')}, the keys of the cluster, the inventory.`,
    notInside,
    encrypted ? 'Without its passphrase nobody can open it. Keep both, and not on the nodes.' : openToAll,
    command`After a loss: microcloud restore ${file}`,
  ].join('\n');
}

/** Says from which copy a cluster is made, and what the copy does not bring back. */
export function copyNote({ made, version, known }: Copy, now: Date): string {
  const hours = Math.max(0, Math.round((now.getTime() - made.getTime()) / 3_600_000));
  const age = hours < 48 ? count(hours, 'hour') : count(Math.round(hours / 24), 'day');
  return [
    `From the copy of ${made.toISOString().slice(0, 16).replace('T', ' at ')} UTC (${age} old): Kubernetes ${version}, ${count(known.length, 'node')}.`,
    'What is newer is not in it, and neither is what pods kept in volumes.',
  ].join('\n');
}

/** Lists the copies on this computer, the newest first. */
export function backupList(copies: readonly KeptCopy[], folder: string): string {
  if (copies.length === 0) return `${folder} has no copies. Make one: microcloud backup`;
  const rows = copies.map(({ file, cluster, made, bytes, isEncrypted }) => [
    cluster,
    made.toISOString().slice(0, 16).replace('T', ' '),
    sizeText(bytes),
    isEncrypted ? 'yes' : 'no',
    file,
  ]);
  return tableText([['CLUSTER', 'MADE (UTC)', 'SIZE', 'ENCRYPTED', 'FILE'], ...rows]);
}

/** Says what a sound copy contains. */
export function checkedText({ file, cluster, version, made, madeOn, nodes, parts }: CheckedBackup): string {
  return [
    `${file} is complete and undamaged.`,
    `It has the cluster ${cluster}, Kubernetes ${version}, as ${madeOn} had it on ${made.slice(0, 16).replace('T', ' at ')} UTC.`,
    `Nodes then: ${nodes.join(', ')}. ${count(parts.length, 'part')}, ${sizeText(parts.reduce((sum, { bytes }) => sum + bytes, 0))}.`,
    notInside,
  ].join('\n');
}
