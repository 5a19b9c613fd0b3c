import { distributionOf, journalCommand } from '../distributions/table.ts';
import { ask } from '../engine/apply.ts';
import { limits } from '../engine/limits.ts';
import { patience } from '../engine/patience.ts';
import { perform } from '../engine/perform.ts';
import type { Session } from '../engine/session.ts';
import { clusterState } from '../facts/cluster/cluster-state.ts';
import type { NodeObject } from '../facts/cluster/node-object.ts';
import type { Script } from '../shell/sh.ts';
import { uncordon } from '../steps/upgrade/drain-node.ts';

/** What the leader sees of one node, and does for it. */
export interface View {
  /** Commands run on the leader, events are about the node. */
  readonly session: Session;
  /** Asks which nodes the cluster has; none while its API does not answer. */
  members(): Promise<readonly NodeObject[]>;
  act(summary: string, script: Script, about?: string): Promise<unknown>;
  /** Lets the node, or another one, take pods again. */
  letIn(other?: string): Promise<unknown>;
}

/** Makes the view of the node that the second session is about. */
export function viewOf(leader: Session, { scope, emit, peer, connection }: Session): View {
  const { name } = scope.node;
  const state = clusterState(scope);
  const own = (other: string) => (other === name ? connection : peer?.(other));
  const session: Session = { ...leader, scope, emit, peer: own };
  const act: View['act'] = (summary, script, about = name) => {
    emit({ kind: 'note', node: about, message: summary });
    return perform(session, { kind: 'change', summary, script }, []);
  };
  return {
    session,
    async members() {
      const seen = (await ask(session, [state])).get(state);
      return seen.kind === 'running' ? seen.nodes : [];
    },
    act,
    letIn: (other = name) => act(`Let ${other} take pods again`, uncordon(distributionOf(scope.cluster), other), other),
  };
}

/** Asks which nodes the cluster has, until its API answers. */
export async function heardMembers({ session, members }: View): Promise<readonly NodeObject[]> {
  const { cluster, leader } = session.scope;
  const pause = patience(session);
  for (;;) {
    const all = await members();
    if (all.length > 0) return all;
    const hint = `Look at it: ssh ${leader.name} sudo ${journalCommand(cluster)}`;
    await pause({ kind: 'wait', summary: 'the API does not answer', limitSeconds: limits.api, hint });
  }
}
