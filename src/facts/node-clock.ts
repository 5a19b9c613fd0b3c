import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** A node's clock, seen from this machine. */
export interface ClockState {
  /** Seconds that the node is ahead of this machine; negative when it is behind. */
  readonly offset: number;
  /** NTP has set it since boot; only known when the offset is a minute or more. */
  readonly isSynchronized: boolean;
}

/**
 * Compared on the node, with the time that the round carries as it is sent: so the question, its answer and the plan
 * stay pure. timedatectl starts a service on the bus, so it is only asked when the two clocks differ.
 */
export const clockState = commandFact(
  'clock',
  sh`echo "$clock_offset"
[ "\${clock_offset#-}" -lt 60 ] || timedatectl show -p NTPSynchronized`,
  (stdout): ClockState => ({
    offset: Number.parseInt(stdout, 10),
    isSynchronized: stdout.includes('NTPSynchronized=yes'),
  }),
);
