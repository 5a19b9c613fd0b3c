import { distributionOf } from '../../../distributions/table.ts';
import { defineStep } from '../../../engine/model.ts';
import { wholeCluster } from '../../../facts/cluster/cluster-state.ts';
import { commandFact } from '../../../facts/command.ts';
import { ensureAnswering } from '../../../resources/cluster.ts';
import { tryUntil } from '../../../resources/try-until.ts';
import { type Script, sh } from '../../../shell/sh.ts';
import { departures } from './etcd-majority.ts';

const { kubectl, adminConfig } = distributionOf({ distribution: 'k3s' });
const etcdRole = 'node-role.kubernetes.io/etcd';
/**
 * Annotations of k3s's own controller of etcd members: `remove` asks it to take a member out, `removed` is its answer.
 */
const remove = 'etcd.k3s.cattle.io/remove';
const removed = 'etcd.k3s.cattle.io/removed-node-name';

const departed = commandFact(
  'servers out of etcd',
  sh`[ ! -e ${adminConfig} ] || ${kubectl} get nodes -l ${etcdRole} -o ${`jsonpath={range .items[*]}{.metadata.name} {.metadata.annotations}{"\\n"}{end}`} 2>/dev/null || :`,
  (stdout) => {
    // All annotations together are JSON on one line. A single one would be printed as it is, with its own line breaks.
    const rows = stdout.split('\n').flatMap((line) => [...line.matchAll(/^(\S+) (\{.*\})$/g)]);
    return rows.flatMap(([, name = '', text = '{}']) => (JSON.parse(text)[removed] ? [name] : []));
  },
);

export default defineStep({
  id: 'leave.etcd',
  title: 'Servers leave etcd',
  only: 'k3s',
  needs: ({ cluster }) => ({ state: wholeCluster(cluster), departed }),
  *plan({ cluster, leaving = [], facts: { state, departed: gone } }) {
    if (state.kind !== 'running') return yield* ensureAnswering(state, cluster);
    const members = state.nodes.filter(({ name, labels }) => etcdRole in labels && !gone.includes(name));
    yield* departures({
      members: members.map(({ name }) => name),
      running: state.nodes.filter(({ ready }) => ready).map(({ name }) => name),
      leaving: leaving.map(({ node }) => node.name),
      removal,
    });
  },
});

function removal(name: string): Script {
  const answer = `jsonpath={.metadata.annotations.${removed.replaceAll('.', '\\.')}}`;
  const failure = `k3s does not take ${name} out of etcd: look at the journal of k3s`;
  return sh`${kubectl} annotate --overwrite node ${name} ${`${remove}=true`}
${tryUntil(sh`[ -n "$(${kubectl} get node ${name} -o ${answer})" ]`, { tries: 90, pause: 2, failure })}`;
}
