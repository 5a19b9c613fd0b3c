import { count } from '../../counted.ts';
import type { Fact } from '../../engine/model.ts';
import { unitCause } from '../../facts/journal.ts';
import { procFact } from '../../facts/proc.ts';
import { type UnitState, unitFact } from '../../facts/unit.ts';
import { command } from '../../shell/sh.ts';
import { type ClusterView, clusterCheck } from '../check.ts';
import { shortened } from '../shortened.ts';

const units = ['kubelet', 'containerd', 'docker', 'k3s', 'k3s-agent', 'avahi-daemon'] as const;
const manyRestarts = 3;
const recentSeconds = 900;

const uptime = procFact('/proc/uptime');
const services: readonly Fact<UnitState>[] = units.map((unit) => unitFact(`${unit}.service`));

/** Lists services that systemd restarted by itself, and that started in the last 15 minutes or do not run. */
function crashingIn({ looked }: ClusterView): readonly { readonly node: string; readonly state: UnitState }[] {
  return looked.flatMap(({ node, isMember, told }) => {
    const seconds = Number.parseFloat(told(uptime) ?? '');
    const isRecent = ({ active, startedAfterBoot }: UnitState) => !active || seconds - startedAfterBoot < recentSeconds;
    const states = isMember ? services.flatMap((service) => told(service) ?? []) : [];
    const crashing = states.filter((state) => state.restarts >= manyRestarts && isRecent(state));
    return crashing.map((state) => ({ node: node.name, state }));
  });
}

/**
 * Says why, in brackets: " (Swap is on: kubelet refuses to start)", or what the service said last; '' where it says
 * nothing.
 */
function because(cause = ''): string {
  const lines = cause.split('\n').filter((line) => line.trim() !== '');
  const isKnown = /\n {2}/.test(cause);
  const words = (isKnown ? lines[0] : lines.at(-1))?.replace(/\.$/, '') ?? '';
  if (words === '') return '';
  // A known cause is not shortened: it ends with its cure.
  return ` (${isKnown ? words : shortened(words, 160)})`;
}

export default [
  clusterCheck({
    id: 'svc.restarts',
    title: 'A service starts again and again',
    severity: 'warning',
    why: 'Something stops it each time.',
    advice: 'ssh {node} sudo journalctl -e -u kubelet -u containerd -u k3s -u k3s-agent',
    runbook:
      'In brackets stands what its journal says; usual causes are said in other words. The last lines before each start say why. The count of restarts begins anew when you start the service by hand.',
    source: 'k3s-ansible#57; talosctl health (kubelet healthy)',
    needs: () => ({ uptime, ...Object.fromEntries(services.map((service) => [service.id, service])) }),
    *probes(view) {
      for (const { node, state } of crashingIn(view)) yield { node, fact: unitCause(state.unit) };
    },
    *judge(view) {
      for (const { node, state } of crashingIn(view)) {
        const cause = view.looked.find((one) => one.node.name === node)?.told(unitCause(state.unit));
        yield {
          node,
          what: `${state.unit} was started again ${count(state.restarts, 'time')}${because(cause)}`,
          advice: command`ssh {node} sudo journalctl -e -u ${state.unit}`,
        };
      }
    },
  }),
];
