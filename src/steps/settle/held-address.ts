import { journalCommand } from '../../distributions/table.ts';
import { limits } from '../../engine/limits.ts';
import { defineStep } from '../../engine/model.ts';
import { clusterState } from '../../facts/cluster/cluster-state.ts';
import { portFact } from '../../facts/reach.ts';
import { entrance } from '../../resources/entrance.ts';

/** The API answers at the shared address, after a control plane has taken it. */
export default defineStep({
  id: 'net.shared_address',
  title: 'Shared address',
  on: 'leader',
  needs: (scope) => {
    const { sharedAddress } = scope.cluster;
    return { state: clusterState(scope), answers: sharedAddress ? portFact(sharedAddress, 6443) : undefined };
  },
  *plan({ cluster, facts: { state, answers } }) {
    if (answers !== false || state.kind !== 'running') return;
    yield {
      kind: 'wait',
      summary: `no control plane has taken ${cluster.sharedAddress} yet`,
      limitSeconds: limits.sharedAddress,
      hint: `Look at each control plane: ssh {node} sudo ${journalCommand(cluster).replace(' ', ` -u ${entrance.unit} `)}`,
    };
  },
});
