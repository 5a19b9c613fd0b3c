import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/**
 * Who holds apt's or dpkg's lock, as 'name (pid N)', or undefined. Both use fcntl locks, which the kernel lists in
 * /proc/locks by inode: `1: POSIX ADVISORY WRITE 812 08:02:131091 0 EOF`.
 */
export const aptHolder = commandFact(
  'apt lock',
  sh`for f in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock; do
  [ -e $f ] || continue
  inode=$(stat -c %i $f)
  while read -r _ _ _ _ pid where _; do
    case $where in *:$inode) echo "$(cat /proc/$pid/comm 2>/dev/null) $pid" ;; esac
  done </proc/locks
done`,
  (stdout) => {
    const [, name, pid] = /^(.*) (\d+)$/m.exec(stdout) ?? [];
    return pid ? `${name} (pid ${pid})` : undefined;
  },
);
