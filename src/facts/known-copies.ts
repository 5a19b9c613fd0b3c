import type { Fact } from '../engine/model.ts';
import type { Cluster } from '../inventory/schema.ts';
import { type Script, sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** A file by which `backup` notes on the control plane that the cluster was copied; the time of the file counts. */
export const copiedNote = '/var/lib/microcloud/copied';

/** The end of the name of each copy that the timer makes, as a pattern of the shell: when the copy was made. */
export const datedCopy: Script = sh`????-??-??T??????Z.tar.gz`;

const day = 24 * 3600;

/** What a control plane knows of copies of its cluster. Times are seconds since 1970, by its own clock. */
export interface Copies {
  readonly now: number;
  /** Since when this node has been in the cluster. */
  readonly since: number | undefined;
  /** When `backup` copied the cluster from here last. */
  readonly taken: number | undefined;
  /** When the node's own timer copied the cluster last. */
  readonly kept: number | undefined;
  /** Whether the timer's copies lie on the file system that they should survive. */
  readonly isOnOwnCard: boolean;
}

/** Asks a control plane for copies of its cluster. */
export function copiesFact({ name, backup }: Pick<Cluster, 'name' | 'backup'>, certificate: string): Fact<Copies> {
  const path = backup?.path ?? '/nonexistent';
  return commandFact(
    'copies of the cluster',
    sh`tell() { [ ! -e "$2" ] || echo "$1 $(stat -c %Y "$2")"; }
date +'now %s'
tell since ${certificate}
tell taken ${copiedNote}
for copy in ${`${path}/${name}-`}${datedCopy}; do tell kept "$copy"; done
[ ! -d ${path} ] || echo "at $(stat -c %d ${path})"
echo "own $(stat -c %d /var/lib)"`,
    (stdout) => {
      const rows = stdout.split('\n').map((line) => line.split(' '));
      const numbers = (key: string) => rows.flatMap(([name, value]) => (name === key ? [Number(value)] : []));
      const [now = 0] = numbers('now');
      // What was made while the clock was wrong says nothing about when it was made.
      const kept = numbers('kept').filter((time) => time < now + day);
      return {
        now,
        ...{ since: numbers('since')[0], taken: numbers('taken')[0] },
        kept: kept.length === 0 ? undefined : Math.max(...kept),
        isOnOwnCard: numbers('at').length > 0 && numbers('at')[0] === numbers('own')[0],
      };
    },
  );
}
