import { journalCommand } from '../../distributions/table.ts';
import type { Phase } from '../../engine/model.ts';
import { UserError } from '../../errors.ts';
import { clusterState } from '../../facts/cluster/cluster-state.ts';
import { loadPhases } from '../../steps/phases.ts';
import { askLeader, noCluster } from '../leader.ts';
import type { Run } from '../run.ts';
import { createSecrets } from '../secrets.ts';
import { planAll } from '../survey.ts';
import type { Survey, Surveyed } from '../surveyed.ts';

/** The leader, with its plan for the people of the inventory. Its connection is open. */
export interface PeoplesLeader {
  readonly phases: readonly Phase[];
  readonly leader: Surveyed;
  readonly survey: Survey;
}

/**
 * Asks the leader about people: one exec.
 * @throws UserError when there is no cluster, its API is silent, or no control plane can be asked
 */
export async function openPeople(run: Run, extra: readonly Phase[] = []): Promise<PeoplesLeader> {
  const phases = await loadPhases(['people']);
  const asked = await askLeader(run, [...phases, ...extra], createSecrets().secrets);
  const { node } = asked;
  const survey = planAll({ reached: [asked], unreached: [] }, phases, { leader: node });
  const [leader] = survey.reached;
  if (!leader) throw survey.unreached[0]?.error;
  const state = leader.answers.get(clusterState(leader.session.scope));
  if (state.kind === 'running') return { phases, leader, survey };
  leader.session.connection.close();
  if (state.kind === 'none') throw noCluster(node.name);
  throw new UserError(`${node.name}: the Kubernetes API does not answer (${state.reason}).`, {
    id: 'cluster.silent',
    hints: [`Look at it: ssh ${node.name} sudo ${journalCommand(run.inventory.cluster)}`],
  });
}
