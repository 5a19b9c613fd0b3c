import type { Batch } from '../engine/batch.ts';
import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';

const programs: Batch = {
  id: 'programs',
  script: (folders) => sh`cd /var/lib/microcloud/programs 2>/dev/null || exit 0
set --
for f in *; do
  [ -s "$f" ] && read -r record <"$f" && echo "$f $record" || continue
  for folder in ${folders}; do [ ! -e "$folder/$f" ] || set -- "$@" "$folder/$f"; done
done
echo '== now'
[ $# -eq 0 ] || stat -c '%n %s %Y' -- "$@"`,
  split(stdout, folders) {
    const [records = '', now = ''] = stdout.split('== now\n');
    const answer = (folder: string) => {
      const files = now.split('\n').filter((file) => file.startsWith(`${folder}/`));
      return `${records}== now\n${files.map((file) => file.slice(folder.length + 1)).join('\n')}`;
    };
    return new Map(folders.map((folder) => [folder, answer(folder)]));
  },
};

/** Versions of programs, by name. */
export interface Programs extends ReadonlyMap<string, string> {
  /** The versions that microcloud installed last, also of programs that somebody has replaced or removed since. */
  readonly recorded: ReadonlyMap<string, string>;
}

/**
 * Asks for the versions of the programs that microcloud installed in a folder, by name. A program that was replaced
 * since (its size or time is not the recorded one) counts as not installed: reading 60 MB to be sure would cost a Pi a
 * second each time.
 */
export function programsFact(folder: string): Fact<Programs> {
  return {
    id: `programs in ${folder}`,
    ask: { batch: programs, item: folder },
    parse(stdout) {
      const [records = '', now = ''] = stdout.split('== now\n');
      const files = new Set(now.split('\n'));
      const rows = records.split('\n').map((line) => line.split(' '));
      const intact = rows.filter(([name, , size, modified]) => files.has(`${name} ${size} ${modified}`));
      return Object.assign(versionsIn(intact), { recorded: versionsIn(rows.filter(([name]) => name)) });
    },
  };
}

function versionsIn(rows: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  return new Map(rows.map(([name = '', version = '']) => [name, version]));
}
