import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/**
 * Versions of the programs that microcloud installed in a folder, by name. What was replaced since (another size or
 * time than was recorded) counts as not installed: reading 60 MB to be sure would cost a Pi a second each time.
 */
export function programsFact(folder: string): Fact<ReadonlyMap<string, string>> {
  const script = sh`cd /var/lib/microcloud/programs 2>/dev/null || exit 0
set -- *
for f; do [ -s "$f" ] && read -r record <"$f" && echo "$f $record"; done
echo '== now'
cd ${folder} 2>/dev/null && stat -c '%n %s %Y' -- "$@" 2>/dev/null || :`;
  return commandFact(`programs in ${folder}`, script, (stdout) => {
    const [records = '', now = ''] = stdout.split('== now\n');
    const files = new Set(now.split('\n'));
    const rows = records.split('\n').map((line) => line.split(' '));
    const intact = rows.filter(([name, , size, modified]) => files.has(`${name} ${size} ${modified}`));
    return new Map(intact.map(([name = '', version = '']) => [name, version]));
  });
}
