import { commandFact } from '../../facts/command.ts';
import { fileFact } from '../../facts/file.ts';
import { type ClockState, clockState } from '../../facts/node-clock.ts';
import { procFact } from '../../facts/proc.ts';
import { unitFact } from '../../facts/unit.ts';
import { sh } from '../../shell/sh.ts';
import { clusterCheck, nodeCheck } from '../check.ts';

const tolerableSeconds = 5;
const now = commandFact('time', sh`date +%s`, Number);

/** Returns by how many seconds a clock differs from this machine's at least. */
function difference({ least, most }: ClockState['ahead']): number {
  return Math.max(least, -most, 0);
}

export default [
  nodeCheck({
    id: 'clock.unsynchronized',
    title: 'NTP has not set its clock since it booted',
    severity: 'warning',
    why: 'A Pi has no clock of its own: it will be wrong after the next power cut.',
    advice: 'ssh {node} timedatectl timesync-status',
    runbook:
      'UDP port 123 must lead to the internet, or NTP= in /etc/systemd/timesyncd.conf must name a server that answers.',
    source: 'siderolabs/sbc-raspberrypi#47; k3os#381',
    needs: () => ({
      service: unitFact('systemd-timesyncd.service'),
      mark: fileFact('/run/systemd/timesync/synchronized'),
      uptime: procFact('/proc/uptime'),
    }),
    judge({ facts: { service, mark, uptime } }) {
      // Without a running timesyncd another program sets the clock; the plan asks about that program.
      const isLong = Number.parseFloat(uptime ?? '0') > 600;
      return service.started !== undefined && service.active && !mark.exists && isLong ? {} : undefined;
    },
  }),
  nodeCheck({
    id: 'clock.epoch',
    title: 'Its clock is years behind',
    why: 'No certificate is valid yet, and apt refuses its lists.',
    advice: 'ssh {node} sudo date -s @$(date +%s)',
    runbook: 'A board without a battery starts where it stopped, or in 1970, until NTP sets it.',
    source: 'siderolabs/sbc-raspberrypi#47; elemental#567',
    entails: [
      ...['clock.skew', 'clock.wrong', 'clock.service', 'clock.unsynchronized'],
      ...['node.ready', 'cluster.silent', 'svc.restarts', 'pub.parts'],
    ],
    needs: () => ({ now }),
    // 2026-01-01: this program is newer than that.
    judge: ({ facts }) => (facts.now < 1_767_225_600 ? {} : undefined),
  }),
  clusterCheck({
    id: 'clock.skew',
    title: 'Clocks of nodes differ',
    severity: 'warning',
    why: 'etcd and leases depend on clocks that agree.',
    advice: 'ssh {node} timedatectl timesync-status',
    runbook:
      'All nodes need a time server: where there is no internet, one of them can be the time server of the others.',
    source: 'k0sctl maxSkew; sealos host_checker (5 s)',
    needs: () => ({ clockState }),
    *judge({ looked }) {
      const clocks = looked.flatMap(({ node, told }) => {
        const ahead = told(clockState)?.ahead;
        return ahead === undefined ? [] : [{ node: node.name, ahead }];
      });
      // The clock of the node that agrees best with this machine counts as right: this machine may be wrong itself.
      const [right] = clocks.map(({ ahead }) => ahead).toSorted((a, b) => difference(a) - difference(b));
      if (!right) return;
      for (const { node, ahead } of clocks) {
        const [before, behind] = [ahead.least - right.most, right.least - ahead.most];
        if (Math.max(before, behind) <= tolerableSeconds) continue;
        const how = before > behind ? `${before} s ahead of` : `${behind} s behind`;
        yield { node, what: `Its clock is ${how} that of other nodes` };
      }
    },
  }),
];
