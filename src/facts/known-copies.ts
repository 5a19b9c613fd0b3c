import type { Fact } from '../engine/model.ts';
import type { Cluster } from '../inventory/schema.ts';
import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** A file by which `backup` notes on the control plane that the cluster was copied; the time of the file counts. */
export const copiedNote = '/var/lib/microcloud/copied';

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
newest=$(ls -1 ${`${path}/${name}-`}*Z.tar.gz 2>/dev/null | sort | tail -n 1)
[ -z "$newest" ] || tell kept "$newest"
[ ! -d ${path} ] || echo "at $(stat -c %d ${path})"
echo "own $(stat -c %d /var/lib)"`,
    (stdout) => {
      const values = new Map(stdout.split('\n').map((line) => line.split(' ') as [string, string]));
      const number = (key: string) => (values.has(key) ? Number(values.get(key)) : undefined);
      return {
        now: number('now') ?? 0,
        ...{ since: number('since'), taken: number('taken'), kept: number('kept') },
        isOnOwnCard: values.has('at') && values.get('at') === values.get('own'),
      };
    },
  );
}
