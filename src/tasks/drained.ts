import { distributionOf, journalCommand } from '../distributions/table.ts';
import { ask } from '../engine/apply.ts';
import { limits } from '../engine/limits.ts';
import type { Change } from '../engine/model.ts';
import { patience } from '../engine/patience.ts';
import { perform } from '../engine/perform.ts';
import type { Session } from '../engine/session.ts';
import { asUserError, UserError } from '../errors.ts';
import { clusterState } from '../facts/cluster/cluster-state.ts';
import type { NodeObject } from '../facts/cluster/node-object.ts';
import { journalCause } from '../facts/journal.ts';
import { controlPlanesOf, isControlPlane } from '../inventory/node-roles.ts';
import type { Script } from '../shell/sh.ts';
import { drain, uncordon } from '../steps/upgrade/drain-node.ts';
import { awaitControllers } from './await-controllers.ts';
import type { Surveyed } from './surveyed.ts';
import type { Work } from './work.ts';

const stuckHints = [
  'A PodDisruptionBudget keeps a pod where it is: give what it guards one more pod (replicas)',
  'microcloud init --no-drain leaves pods where they are',
];

/**
 * Makes changes on a node that runs in the cluster. Before the node gets another version, its pods move to other nodes.
 * Afterwards the node must be Ready again, with that version. The leader drains and waits for the node.
 */
export async function drained<T>(
  { leader, noDrain }: Work,
  one: Surveyed,
  changes: readonly Change[],
  work: () => Promise<T>,
): Promise<T> {
  const view = viewOf(await leader.session(), one.session);
  const isVersion = changes.some((change) => change.drain);
  if (isVersion) await view.requireNewControlPlanes();
  const drains = isVersion && !noDrain;
  if (drains) await view.drain();
  const result = await work();
  await view.awaitReady(isVersion);
  if (drains) await view.uncordon();
  return result;
}

function wordsAbout(name: string, member: NodeObject | undefined, isNew: boolean): string {
  if (!member) return `the API does not tell yet how ${name} is`;
  if (!isNew) return `${name} still reports ${member.kubeletVersion}`;
  return `${name} is not Ready (${member.message || 'it has not reported yet'})`;
}

/** Makes the actions that the leader does for one node. Events name that node. */
function viewOf(leader: Session, { scope, emit, peer, connection }: Session) {
  const { cluster, nodes, node } = scope;
  const { name } = node;
  const row = distributionOf(cluster);
  const state = clusterState(scope);
  const own = (other: string) => (other === name ? connection : peer?.(other));
  // Commands run on the leader, events are about the node.
  const session: Session = { ...leader, scope, emit, peer: own };
  const members = async (): Promise<readonly NodeObject[]> => {
    const seen = (await ask(session, [state])).get(state);
    return seen.kind === 'running' ? seen.nodes : [];
  };
  const act = (summary: string, script: Script, about = name) => {
    emit({ kind: 'note', node: about, message: summary });
    return perform(session, { kind: 'change', summary, script }, []);
  };
  const letIn = async (other = name) => void (await act(`Let ${other} take pods again`, uncordon(row, other), other));
  return {
    /**
     * Throws a UserError while a control plane that must be upgraded earlier has another version than the inventory's.
     * The leader comes first; a worker must not be newer than any control plane.
     */
    async requireNewControlPlanes() {
      const first = isControlPlane(node) ? [scope.leader] : controlPlanesOf(nodes);
      const planes = first.map((one) => one.name).filter((one) => one !== name);
      if (planes.length === 0) return;
      const old = (await members()).find(
        (member) => planes.includes(member.name) && member.kubeletVersion !== cluster.version.release,
      );
      if (!old) return;
      throw new UserError(`${name} must not be newer than ${old.name}, which has ${old.kubeletVersion}.`, {
        hints: [`microcloud init (control planes come first)`],
      });
    },
    /**
     * Moves the pods of the node away. If that fails, the node takes pods again, as nothing has changed on it yet.
     * Nodes are drained one after another, so another node that is drained now was left so by a run that was cut off:
     * it takes pods again, too.
     */
    async drain() {
      await awaitControllers(session);
      for (const other of await members()) if (other.drained && other.name !== name) await letIn(other.name);
      await act(`Move the pods of ${name} elsewhere`, drain(row, name)).catch(async (cause) => {
        const { message, hints } = asUserError(cause, name);
        const closed = await letIn().then(
          () => [],
          (error: Error) => [`${name} takes no pods meanwhile (${error.message})`],
        );
        throw new UserError(message, { hints: [...hints, ...closed, ...stuckHints] });
      });
    },
    uncordon: () => letIn(),
    /** Waits until the node is Ready. With `isVersion` its kubelet must also report the inventory's version. */
    async awaitReady(isVersion: boolean) {
      const pause = patience(session);
      for (;;) {
        const member = (await members()).find((one) => one.name === name);
        const isNew = !isVersion || member?.kubeletVersion === cluster.version.release;
        if (member?.ready && isNew) return;
        await pause({
          kind: 'wait',
          summary: wordsAbout(name, member, isNew),
          limitSeconds: limits.ready,
          hint: `Look at it: ssh ${name} sudo ${journalCommand(cluster)}`,
          explain: { fact: journalCause(cluster), node: name },
        });
      }
    },
  };
}
