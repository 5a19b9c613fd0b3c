import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/**
 * Versions of the programs that microcloud installed in a folder, by name. What was replaced since (another size or
 * time than was recorded) counts as not installed: reading 60 MB to be sure would cost a Pi a second each time.
 */
export function programsFact(folder: string): Fact<ReadonlyMap<string, string>> {
  const script = sh`cd /var/lib/microcloud/programs 2>/dev/null || exit 0
for f in *; do
  [ -s "$f" ] && read -r record <"$f" && echo "$record $(stat -c '%s %Y' ${folder}/"$f" 2>/dev/null) $f"
done || :`;
  return commandFact(`programs in ${folder}`, script, (stdout) => {
    const rows = stdout.split('\n').map((line) => line.split(' '));
    const intact = rows.filter(([, size, modified, ...now]) => size && now[0] === size && now[1] === modified);
    return new Map(intact.map(([version = '', , , , , name = '']) => [name, version]));
  });
}
