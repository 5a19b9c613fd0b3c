import { defineStep } from '../../../engine/model.ts';
import { podProcesses, podProcessIds } from '../../../facts/remains.ts';
import { type UnitState, unitFact } from '../../../facts/unit.ts';
import { lines, type Script, sh } from '../../../shell/sh.ts';
import { tracesOf } from '../traces.ts';

export default defineStep({
  id: 'leave.processes',
  title: 'processes of Kubernetes and of pods',
  needs: ({ cluster }) => ({
    processes: podProcesses,
    ...Object.fromEntries(tracesOf(cluster).units.map((unit) => [unit, unitFact(unit)])),
  }),
  *plan({ cluster, facts: { processes, ...others } }) {
    const states: Readonly<Record<string, UnitState | undefined>> = others;
    const units = tracesOf(cluster).units.filter(
      (unit) => states[unit]?.active || states[unit]?.enablement === 'enabled',
    );
    if (units.length + processes.length === 0) return;
    const what = [...units, ...(processes.length > 0 ? ['all pods'] : [])].join(' and ');
    const disable = units.length > 0 ? sh`systemctl disable --now ${units}` : sh`:`;
    yield { kind: 'change', summary: `Stop ${what}`, script: lines([disable, stopByKubeadm, stopPods]) };
  },
});

/**
 * kubeadm stops pods through containerd, so that each pod's network is taken down by its plugins. With administrators'
 * access it would ask a cluster that may be gone, for minutes, for what it can see on the node: so that access is
 * removed before. Pods that kubeadm cannot stop are ended by `stopPods`.
 */
const stopByKubeadm: Script = sh`if command -v kubeadm >/dev/null && [ -S /run/containerd/containerd.sock ]; then
  rm -f /etc/kubernetes/admin.conf /etc/kubernetes/super-admin.conf
  kubeadm reset --force --skip-phases remove-etcd-member --cri-socket unix:///run/containerd/containerd.sock || :
fi`;

const stopPods: Script = sh`signal() { for pid in $(${podProcessIds}); do kill -s "$1" "$pid" 2>/dev/null || :; done; }
signal TERM
tries=0
while [ -n "$(${podProcessIds})" ] && [ $tries -lt 20 ]; do tries=$((tries + 1)); sleep 0.5; done
signal KILL`;
