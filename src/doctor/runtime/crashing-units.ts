import type { Fact } from '../../engine/model.ts';
import { procFact } from '../../facts/proc.ts';
import { type UnitState, unitFact } from '../../facts/unit.ts';
import { nodeCheck } from '../check.ts';

const units = ['kubelet', 'containerd', 'docker', 'k3s', 'k3s-agent', 'avahi-daemon'] as const;
const manyRestarts = 3;
const recentSeconds = 900;

const uptime = procFact('/proc/uptime');
const services: Readonly<Record<string, Fact<UnitState>>> = Object.fromEntries(
  units.map((unit) => [unit, unitFact(`${unit}.service`)]),
);

export default [
  nodeCheck({
    id: 'svc.restarts',
    when: 'member',
    // systemd restarted it by itself, and it started a short time ago or not at all.
    title: 'A service starts again and again',
    severity: 'warning',
    why: 'Something stops it each time.',
    advice: 'ssh {node} sudo journalctl -e -u kubelet -u containerd -u k3s -u k3s-agent',
    runbook: 'The last lines before each start say why. A count of restarts starts anew when you start it by hand.',
    source: 'k3s-ansible#57; talosctl health (kubelet healthy)',
    needs: () => ({ uptime, ...services }) as const,
    judge({ facts: { uptime: text = '', ...states } }) {
      const isRecent = ({ active, startedAfterBoot }: UnitState) =>
        !active || Number.parseFloat(text) - startedAfterBoot < recentSeconds;
      return Object.values<UnitState>(states)
        .filter((state) => state.restarts >= manyRestarts && isRecent(state))
        .map(({ unit, restarts }) => ({
          what: `${unit} was started again ${restarts} times`,
          advice: `ssh {node} sudo journalctl -e -u ${unit}`,
        }));
    },
  }),
];
