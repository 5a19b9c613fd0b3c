import { kernelComplaints } from '../../facts/kernel-journal.ts';
import { procFact } from '../../facts/proc.ts';
import { throttled } from '../../facts/throttled.ts';
import { nodeCheck, type Verdict } from '../check.ts';

const noFirmware = { unasked: 'no vcgencmd' };
const supply = 'Use the official power supply and a short cable; power disks on their own';

// https://www.raspberrypi.com/documentation/computers/os.html#get_throttled
function judgeBits(bits: number | undefined, now: number, before: number): Verdict {
  if (bits === undefined) return noFirmware;
  if ((bits & now) !== 0) return { severity: 'problem' };
  return (bits & before) === 0 ? undefined : { what: 'It happened since its last boot, and does not now' };
}

export default [
  nodeCheck({
    id: 'hw.power',
    title: 'Its power supply is too weak',
    severity: 'warning',
    why: 'Under-voltage resets boards and ruins cards.',
    advice: supply,
    runbook:
      'The firmware measures less than 4.63 V. A telephone charger, a long thin cable or a disk on the same supply is the usual cause. The firmware forgets it at the next boot: `vcgencmd get_throttled` is 0x0 then.',
    source: 'Raspberry Pi documentation: get_throttled',
    needs: () => ({ throttled }),
    judge({ facts }) {
      const verdict = judgeBits(facts.throttled, 0x1, 0x10000);
      return verdict && 'what' in verdict ? { what: 'Its power supply was too weak since its last boot' } : verdict;
    },
  }),
  nodeCheck({
    id: 'hw.throttled',
    title: 'Its processor is slowed down',
    severity: 'warning',
    why: 'The API and pods answer late.',
    advice: 'Give it a heat sink, a fan, or a better power supply',
    runbook:
      'The firmware lowers the clock when the board is hot (80 °C and more) or its power is weak. It forgets that at the next boot.',
    source: 'Raspberry Pi documentation: get_throttled',
    needs: () => ({ throttled }),
    judge({ facts }) {
      const verdict = judgeBits(facts.throttled, 0xe, 0xe0000);
      return verdict && 'what' in verdict ? { what: 'Its processor was slowed down since its last boot' } : verdict;
    },
  }),
  nodeCheck({
    id: 'hw.temperature',
    title: 'It is hot',
    severity: 'warning',
    why: 'From 80 °C on the board slows itself down, and its card ages.',
    advice: 'Give it a heat sink or a fan',
    runbook: 'Read it with `cat /sys/class/thermal/thermal_zone0/temp`: thousandths of a degree.',
    source: 'Raspberry Pi documentation: frequency management and thermal control',
    needs: () => ({ temperature: procFact('/sys/class/thermal/thermal_zone0/temp') }),
    judge({ facts: { temperature } }) {
      if (temperature === undefined) return { unasked: 'no thermometer' };
      const degrees = Number(temperature) / 1000;
      if (degrees < 80) return undefined;
      return { what: `It is hot (${Math.round(degrees)} °C)`, severity: degrees >= 85 ? 'problem' : 'warning' };
    },
  }),
  nodeCheck({
    id: 'hw.voltage_log',
    title: 'The kernel complains of under-voltage',
    severity: 'warning',
    why: 'Under-voltage resets boards and ruins cards.',
    advice: supply,
    runbook: '`journalctl -k | grep -i voltage` on the node shows when it was.',
    source: 'raspberrypi/linux rpi_volt hwmon driver',
    needs: ({ since }) => ({ journal: kernelComplaints(since) }),
    judge: ({ facts: { journal } }) => (journal.some((line) => /under-?voltage/i.test(line)) ? {} : undefined),
  }),
];
