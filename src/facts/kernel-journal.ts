import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';
import { journalEnd } from './journal-end.ts';

const telling =
  'mmc[0-9].*(error|timeout|crc)|I/O error|EXT4-fs error|Remounting filesystem read-only|[Oo]ut of memory: Kill|oom-kill|[Uu]nder-?voltage|NETDEV WATCHDOG|segfault at|Neighbour table overflow|nf_conntrack: .*table full';

/** The kernel's complaints since a time ("-1h"), the newest last. */
export function kernelComplaints(since: string): Fact<readonly string[]> {
  return {
    ...commandFact(
      `kernel journal ${since}`,
      sh`{ ${journalEnd('-o', 'cat', '-k', `--since=${since}`, '-n', '5000')}; } 2>/dev/null | grep -E ${telling} | tail -n 40 | cut -c 1-300`,
      (stdout) => stdout.split('\n').filter(Boolean),
    ),
    slow: true,
  };
}
