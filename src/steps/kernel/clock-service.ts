import { limits } from '../../engine/limits.ts';
import { defineStep } from '../../engine/model.ts';
import { clockState } from '../../facts/node-clock.ts';
import { unitFact } from '../../facts/unit.ts';
import { sh } from '../../shell/sh.ts';

/** With a bigger difference a certificate that one node makes is not valid yet for another node. */
const tolerableSeconds = 60;

/** Debian allows one of these services. timesyncd is there when nobody has chosen another one. */
const services = {
  chrony: unitFact('chrony.service'),
  ntpsec: unitFact('ntpsec.service'),
  ntp: unitFact('ntp.service'),
  openntpd: unitFact('openntpd.service'),
  timesyncd: unitFact('systemd-timesyncd.service'),
};

export default defineStep({
  id: 'clock.wrong',
  title: 'Clock',
  on: 'machines',
  needs: () => ({ clock: clockState, ...services }),
  *plan({ facts: { clock, ...units } }) {
    const { least, most } = clock.ahead;
    const isRight = (least < tolerableSeconds && most > -tolerableSeconds) || clock.isSynchronized;
    const service = Object.values(units).find(({ exists, enablement }) => exists && enablement !== 'masked');
    // In a container timesyncd never runs (ConditionVirtualization), and the clock is right: an enabled unit is enough.
    if (service && (service.enablement === 'disabled' || (!isRight && !service.active))) {
      const script = sh`systemctl enable --now ${service.unit}`;
      return yield { kind: 'change', id: 'clock.service', summary: `Enable and start ${service.unit}`, script };
    }
    if (isRight) return;
    const offset = durationOf(most < 0 ? -most : least);
    yield {
      kind: 'wait',
      summary: `its clock is ${offset} ${most < 0 ? 'behind' : 'ahead of'} this machine's, and NTP has not set it`,
      limitSeconds: limits.clock,
      hint: `Open UDP port 123 to the internet for this node, or set its clock: ssh -t {node} sudo date -s @$(date +%s)`,
    };
  },
});

function durationOf(seconds: number): string {
  const units = [
    ['days', 86_400],
    ['hours', 3600],
    ['minutes', 60],
  ] as const;
  const [name, size] = units.find(([, length]) => seconds >= 2 * length) ?? (['seconds', 1] as const);
  return `${Math.floor(seconds / size)} ${name}`;
}
