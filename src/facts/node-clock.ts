import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** A node's clock, seen from this machine. */
export interface ClockState {
  /** Seconds that the node is ahead of this machine, at least and at most; negative when the node is behind. */
  readonly ahead: { readonly least: number; readonly most: number };
  /** NTP has set the clock since boot; false when the clocks differ by less than a minute, for then it is not asked. */
  readonly isSynchronized: boolean;
}

/**
 * Compares the clocks on the node, with this machine's time, which the round carries as it is sent: so the question,
 * its answer and the plan stay pure. timedatectl starts a service on the bus, so it is asked only when the two clocks
 * differ. While the script is on its way over a slow link time passes, and the node seems to be ahead.
 */
export const clockState = commandFact(
  'clock',
  sh`echo "$clock_offset"
[ "\${clock_offset#-}" -lt 60 ] || timedatectl show -p NTPSynchronized`,
  (stdout, delaySeconds = 0): ClockState => {
    const most = Number.parseInt(stdout, 10);
    return {
      ahead: { least: most - Math.floor(delaySeconds), most },
      isSynchronized: stdout.includes('NTPSynchronized=yes'),
    };
  },
);
