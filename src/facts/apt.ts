import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

const files = ['/var/lib/dpkg/lock-frontend', '/var/lib/dpkg/lock', '/var/lib/apt/lists/lock'];

/**
 * Who holds apt's or dpkg's lock, as 'name (pid N)', or undefined. Both use fcntl locks, which the kernel lists in
 * /proc/locks by inode: `1: POSIX ADVISORY WRITE 812 08:02:131091 0 EOF`.
 */
export const aptHolder = commandFact(
  'apt lock',
  // On most nodes nobody has such a lock: then nothing asks for the files' inodes.
  sh`inodes=
while read -r _ kind _ _ pid place _; do
  [ "$kind" = POSIX ] || continue
  [ "$inodes" ] || inodes=$(stat -c /%i/ ${files} 2>/dev/null)
  case $inodes in */"\${place##*:}"/*) echo "$(cat /proc/$pid/comm 2>/dev/null) $pid" ;; esac
done </proc/locks`,
  (stdout) => {
    const [, name, pid] = /^(.*) (\d+)$/m.exec(stdout) ?? [];
    return pid ? `${name} (pid ${pid})` : undefined;
  },
);
