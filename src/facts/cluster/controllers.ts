import { distributionOf } from '../../distributions/table.ts';
import type { Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { sh } from '../../shell/sh.ts';
import { commandFact } from '../command.ts';

/** What does the work behind the API of a control plane: who drains a node needs all of it. */
export interface Controllers {
  /** For how many seconds this node's API runs; undefined where it does not answer. */
  readonly apiSeconds: number | undefined;
  /**
   * When each controller last said that it works, by its own clock: it says so every 2 seconds. None where the settings of a
   * cluster let its controllers run without a lease.
   */
  readonly renewals: ReadonlyMap<string, string>;
}

const columns = 'jsonpath={range .items[*]}{.metadata.name} {.spec.renewTime}{"\\n"}{end}';

/** How the API of this control plane and the controllers of the cluster are. */
export function controllers(cluster: Pick<Cluster, 'distribution'>): Fact<Controllers> {
  const kubectl = distributionOf(cluster).kubectlWithin(20);
  const leases = ['kube-controller-manager', 'kube-scheduler'];
  return commandFact(
    'controllers',
    // What listens there is kube-apiserver, or k3s.
    sh`if leases=$(${kubectl} -n kube-system get lease ${leases} --ignore-not-found -o ${columns} 2>/dev/null); then
  pid=$(ss -Htlnp 'sport = :6443' | sed -n 's/.*pid=\([0-9]*\).*/\1/p' | head -n 1)
  ps -o etimes= -p "$pid"
  printf '%s\n' "$leases"
fi`,
    (stdout) => {
      const [seconds, ...leases] = stdout.trim().split('\n');
      return {
        apiSeconds: seconds ? Number(seconds) : undefined,
        renewals: new Map(leases.map((line) => line.split(' ') as [string, string])),
      };
    },
  );
}
