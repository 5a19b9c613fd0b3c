import { distributionOf } from '../../../distributions/table.ts';
import { type Change, defineStep, type Scope, type Wait } from '../../../engine/model.ts';
import { wholeCluster } from '../../../facts/cluster/cluster-state.ts';
import { type DrainState, drainFact, drainUnit } from '../../../facts/drain.ts';
import { ensureAnswering } from '../../../resources/cluster.ts';
import { sh } from '../../../shell/sh.ts';

const limitSeconds = 300;

export default defineStep({
  id: 'leave.drain',
  title: 'Pods move to other nodes',
  needs: ({ cluster, leaving = [] }) => ({
    state: wholeCluster(cluster),
    ...Object.fromEntries(leaving.map(({ node: { name } }) => [name, drainFact(name, cluster)])),
  }),
  *plan({ cluster, leaving = [], facts: { state, ...others } }) {
    if (state.kind === 'silent') return yield* ensureAnswering(state, cluster);
    const drains: Readonly<Record<string, DrainState | undefined>> = others;
    for (const { node, runs } of leaving) {
      const drain = drains[node.name];
      // On a node that does not run, nothing tells that its pods have ended: they go with the Node object.
      if (drain && runs) yield* ensureDrained(node.name, drain, cluster);
    }
  },
});

/** Yields what is missing until the node gets no new pods, and its pods have moved. */
export function* ensureDrained(name: string, drain: DrainState, cluster: Scope['cluster']): Iterable<Change | Wait> {
  const { isClosed, isRunning, pods, lost, said } = drain;
  if (isClosed && pods.length === 0) return;
  const some = `${pods.length} ${pods.length === 1 ? 'pod' : 'pods'}`;
  if (isRunning) {
    const why = said === '' ? '' : ` (${said})`;
    return yield {
      kind: 'wait',
      about: name,
      summary: `${pods.length === 0 ? `${name} is being drained` : `${some} of ${name} must end: ${pods.join(', ')}`}${why}`,
      limitSeconds,
      hint: `--no-drain goes on without waiting. To keep ${name}: ${kubectlWords(cluster)} uncordon ${name}`,
    };
  }
  const moves = pods.length === 0 ? 'none of its pods must move' : `${some} ${pods.length === 1 ? 'moves' : 'move'}`;
  const losses = lost.length === 0 ? '' : `; nothing starts ${lost.join(', ')} elsewhere`;
  yield { kind: 'change', summary: `Drain ${name}: ${moves}${losses}`, script: start(name, cluster) };
}

// A unit of its own: it survives a lost link, and tries again what a disruption budget refuses.
function start(name: string, cluster: Scope['cluster']) {
  const options = ['--ignore-daemonsets', '--delete-emptydir-data', '--force'];
  const { wire } = sh`${distributionOf(cluster).kubectl} drain ${name} ${options}`;
  const properties = [
    `RuntimeMaxSec=${limitSeconds + 60}`,
    `SyslogIdentifier=${drainUnit(name)}`,
    // Without it kubectl's cache would be below /.
    'Environment=HOME=/root',
  ];
  return sh`systemctl stop ${drainUnit(name)} 2>/dev/null || :
systemd-run -q --collect --unit=${drainUnit(name)} ${properties.flatMap((property) => ['-p', property])} sh -c ${wire}`;
}

function kubectlWords({ name }: Scope['cluster']): string {
  return `kubectl --context ${name}`;
}
