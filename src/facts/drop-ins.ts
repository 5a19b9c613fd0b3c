import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';
import { linesFact } from './command.ts';

/**
 * Asks for drop-ins of a unit that give it another command (ExecStart). As with systemd, of files with one name that of
 * the first folder counts, and a link to /dev/null masks the others. systemctl does not know drop-ins before the unit
 * is installed.
 */
export function otherCommands(unit: string): Fact<readonly string[]> {
  return linesFact(
    `drop-ins of ${unit}`,
    sh`seen=/
for folder in /etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system; do
  for file in "$folder/"${unit}.d/*.conf; do
    [ -e "$file" ] || [ -L "$file" ] || continue
    name=\${file##*/}
    case $seen in */"$name"/*) continue ;; esac
    seen=$seen$name/
    if grep -q '^[[:blank:]]*ExecStart[[:blank:]]*=[[:blank:]]*[^[:blank:]]' "$file"; then echo "$file"; fi
  done
done`,
  );
}
