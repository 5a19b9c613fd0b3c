import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** Bits of the firmware's `get_throttled`; undefined where there is no Raspberry Pi. */
export const throttled = commandFact(
  'throttled',
  sh`if command -v vcgencmd >/dev/null; then vcgencmd get_throttled
elif [ -r /sys/devices/platform/soc/soc:firmware/get_throttled ]; then
  echo "throttled=0x$(cat /sys/devices/platform/soc/soc:firmware/get_throttled)"
fi`,
  (stdout) => {
    const hex = /0x([0-9a-f]+)/i.exec(stdout)?.[1];
    return hex === undefined ? undefined : Number.parseInt(hex, 16);
  },
);

/** What the firmware does to the processor, by bit. The bits 16 higher say what it did since the last boot. */
// https://www.raspberrypi.com/documentation/computers/os.html#get_throttled
const meanings = ['weak power', 'slowed down', 'throttled', 'too warm'] as const;

/** Says in words ("weak power") what the firmware does now, and what it did before, since the last boot. */
export function throttling(bits: number): { readonly now: readonly string[]; readonly before: readonly string[] } {
  const among = (shift: number) => meanings.filter((_, bit) => (bits & (1 << (bit + shift))) !== 0);
  const now = among(0);
  return { now, before: among(16).filter((one) => !now.includes(one)) };
}
