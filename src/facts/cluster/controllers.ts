import { distributionOf } from '../../distributions/table.ts';
import type { Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { sh } from '../../shell/sh.ts';
import { commandFact } from '../command.ts';

/**
 * How long an API must run until every program watches it again, in seconds. A program that could not reach an API tries
 * again after 60 seconds at most (client-go's reflector: 30, and as much again by chance), and an API needs some seconds to start.
 */
export const watchSeconds = 90;

/** Whether the API of a control plane and the controllers of the cluster work. Draining a node needs all of them. */
export interface Controllers {
  /** For how many seconds this node's API runs; 0 where it does not. */
  readonly apiSeconds: number;
  /**
   * When each controller last renewed its lease, by its own clock (RFC 3339): it does so every 2 seconds. Empty where
   * the settings of a cluster let its controllers run without a lease; undefined where the API does not answer, or runs
   * for less than `watchSeconds`.
   */
  readonly renewals: ReadonlyMap<string, string> | undefined;
}

const columns = 'jsonpath={range .items[*]}{.metadata.name} {.spec.renewTime}{"\\n"}{end}';

/** Asks whether the API of this control plane and the controllers of the cluster work. */
export function controllers(cluster: Pick<Cluster, 'distribution'>): Fact<Controllers> {
  const kubectl = distributionOf(cluster).kubectlWithin(20);
  const leases = ['kube-controller-manager', 'kube-scheduler'];
  return commandFact(
    'controllers',
    // The program that listens on 6443 is kube-apiserver, or k3s.
    sh`pid=$(ss -Htlnp 'sport = :6443' | sed -n 's/.*pid=\([0-9]*\).*/\1/p' | head -n 1)
[ -n "$pid" ] && seconds=$(ps -o etimes= -p "$pid") || seconds=0
echo "$seconds"
if [ "$seconds" -ge ${watchSeconds} ] && leases=$(${kubectl} -n kube-system get lease ${leases} --ignore-not-found -o ${columns} 2>/dev/null); then
  printf 'leases\n%s\n' "$leases"
fi`,
    (stdout) => {
      const [seconds, isAnswered, ...lines] = stdout.trim().split('\n');
      return {
        apiSeconds: Number(seconds),
        renewals: isAnswered ? new Map(lines.map((line) => line.split(' ') as [string, string])) : undefined,
      };
    },
  );
}
