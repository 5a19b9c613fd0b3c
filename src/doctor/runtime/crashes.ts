import { commandFact } from '../../facts/command.ts';
import { sh } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

const units = ['kubelet', 'containerd', 'docker', 'k3s', 'k3s-agent', 'avahi-daemon'] as const;
const manyRestarts = 3;
const recentSeconds = 900;

/** Services that systemd restarted by itself, again and again, and that started a short time ago or not at all. */
const restarts = commandFact(
  'restarts',
  sh`read -r uptime _ </proc/uptime; echo "uptime=$uptime"
systemctl show -p Id,NRestarts,ActiveState,ExecMainStartTimestampMonotonic ${units.map((unit) => `${unit}.service`)}`,
  (stdout) => {
    const uptime = Number(/^uptime=([\d.]+)/m.exec(stdout)?.[1]);
    return stdout.split('\n\n').flatMap((block) => {
      const value = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(block)?.[1] ?? '';
      const age = uptime - Number(value('ExecMainStartTimestampMonotonic')) / 1e6;
      const count = Number(value('NRestarts'));
      const isRecent = value('ActiveState') !== 'active' || age < recentSeconds;
      return count >= manyRestarts && isRecent ? [{ unit: value('Id'), count }] : [];
    });
  },
);

export default [
  nodeCheck({
    id: 'svc.restarts',
    when: 'member',
    title: 'A service starts again and again',
    severity: 'warning',
    why: 'Something stops it each time.',
    advice: 'ssh {node} sudo journalctl -e -u kubelet -u containerd -u k3s -u k3s-agent',
    runbook: 'The last lines before each start say why. A count of restarts starts anew when you start it by hand.',
    source: 'k3s-ansible#57; talosctl health (kubelet healthy)',
    needs: () => ({ restarts }),
    judge: ({ facts }) =>
      facts.restarts.map(({ unit, count }) => ({
        what: `${unit} was started again ${count} times`,
        advice: `ssh {node} sudo journalctl -e -u ${unit}`,
      })),
  }),
];
