import { commandFact } from '../../facts/command.ts';
import { sh } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

interface Logs {
  /** MiB; undefined where /var/log is not in memory. */
  readonly size?: number;
  readonly free?: number;
}

/** What is mounted at /var/log, where that is a disk in memory: "tmpfs tmpfs 51200 51000 200 100% /var/log". */
const logs = commandFact('logs in memory', sh`df -PTk /var/log 2>/dev/null | tail -n 1`, (stdout): Logs => {
  const [source = '', type = '', size, , free, , place] = stdout.trim().split(/\s+/);
  if (place !== '/var/log' || !(type === 'tmpfs' || source.startsWith('/dev/zram'))) return {};
  return { size: Math.floor(Number(size) / 1024), free: Math.floor(Number(free) / 1024) };
});

export default [
  nodeCheck({
    id: 'disk.logs',
    title: 'Its logs are in memory, and have little room there',
    severity: 'warning',
    why: 'The logs of all pods are there, too. When it is full, pods stop and nothing is logged.',
    advice:
      'Switch it off or give it 256 MiB (microcloud doctor --explain disk.logs says where), then: ssh {node} sudo reboot',
    runbook:
      'log2ram: SIZE=256M in /etc/log2ram.conf, or `sudo systemctl disable log2ram`. Armbian: ENABLED=false or SIZE=256M in /etc/default/armbian-ramlog. DietPi: `sudo dietpi-config`, or the line of /var/log in /etc/fstab. They keep writes off the card; containers write there far more than a system alone.',
    source: 'k3s#10126; azlux/log2ram#174, #100; EOA-Blockchain-Labs/ethereumonarm#2',
    needs: () => ({ logs }),
    judge: ({
      facts: {
        logs: { size = 0, free = 0 },
      },
    }) => {
      if (size === 0 || (size >= 200 && free >= 20)) return undefined;
      const what = `Its /var/log is in memory: ${size} MiB, ${free} of them free`;
      return free < 5 ? { what, severity: 'problem', entails: ['system.journal'] } : { what };
    },
  }),
];
