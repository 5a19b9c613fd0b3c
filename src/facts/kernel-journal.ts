import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';
import { linesFact, slow } from './command.ts';
import { journalEnd } from './journal-end.ts';

// Patterns for grep -iE.
const telling = [
  'mmc(blk)?[0-9].*(error|timeout|crc|stuck|never left busy)',
  'I/O error',
  'EXT4-fs error|mounting fs with errors|Remounting filesystem read-only',
  'nvme[0-9].*(controller is down|timeout|not ready|disabling device)',
  'uas_eh_|xhci_hcd .*(not responding|HC died)|critical medium error',
  'out of memory: kill|oom-kill|under-?voltage|NETDEV WATCHDOG|segfault at',
  'Neighbour table overflow|nf_conntrack: .*table full',
].join('|');

/** Asks for the kernel's complaints since a time of journalctl ("-1h"), the newest last. */
export function kernelComplaints(since: string): Fact<readonly string[]> {
  return slow(
    linesFact(
      `kernel journal ${since}`,
      sh`{ ${journalEnd('-o', 'cat', '-k', `--since=${since}`, '-n', '5000')}; } 2>/dev/null | grep -iE ${telling} | tail -n 100 | cut -c 1-300`,
    ),
  );
}
