import { distributionOf, journalCommand } from '../distributions/table.ts';
import { limits } from '../engine/limits.ts';
import type { Change } from '../engine/model.ts';
import { patience } from '../engine/patience.ts';
import { asUserError, UserError } from '../errors.ts';
import type { NodeObject } from '../facts/cluster/node-object.ts';
import { journalCause } from '../facts/journal.ts';
import { controlPlanesOf, isControlPlane } from '../inventory/node-roles.ts';
import { drain } from '../steps/upgrade/drain-node.ts';
import { awaitControllers } from './await-controllers.ts';
import { heardMembers, type View, viewOf } from './leaders-view.ts';
import { stuckHints } from './stuck-drain.ts';
import type { Surveyed } from './surveyed.ts';
import type { Work } from './work.ts';

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
  if (isVersion) await requireNewControlPlanes(view);
  const drains = isVersion && !noDrain;
  if (drains) await moveAway(view);
  try {
    const result = await work();
    await awaitReady(view, isVersion);
    if (drains) await view.letIn();
    return result;
  } catch (error) {
    throw drains ? await closedMeanwhile(view, error) : error;
  }
}

/** Adds to the error of a node that it takes no pods, where that is so. */
async function closedMeanwhile({ session, members }: View, thrown: unknown): Promise<unknown> {
  const { node, cluster } = session.scope;
  const { name } = node;
  const known = await members().catch(() => []);
  if (!known.some((member) => member.name === name && member.drained)) return thrown;
  const { message, hints, id } = asUserError(thrown, name);
  const closed = `${name} takes no pods until then. To let it take some as it is: kubectl --context ${cluster.name} uncordon ${name}`;
  return new UserError(message, { hints: [...hints, closed], id, cause: thrown });
}

/**
 * Throws a UserError while a control plane that must be upgraded earlier has another version than the inventory's.
 * The leader comes first; a worker must not be newer than any control plane.
 */
async function requireNewControlPlanes(view: View): Promise<void> {
  const { cluster, nodes, node, leader } = view.session.scope;
  const first = isControlPlane(node) ? [leader] : controlPlanesOf(nodes);
  const planes = first.map(({ name }) => name).filter((name) => name !== node.name);
  if (planes.length === 0) return;
  const isOld = ({ name, kubeletVersion }: NodeObject) =>
    planes.includes(name) && kubeletVersion !== cluster.version.release;
  // While the API is silent nobody knows their versions.
  const old = (await heardMembers(view)).find(isOld);
  if (!old) return;
  const { name, kubeletVersion, ready } = old;
  const hints = ready
    ? ['microcloud init (control planes come first)']
    : [`Bring ${name} back, then: microcloud init`, `If it is lost: microcloud remove ${name}, then: microcloud init`];
  const state = ready ? '' : ' and does not run';
  throw new UserError(`${node.name} must not be newer than ${name}, which has ${kubeletVersion}${state}.`, { hints });
}

/**
 * Moves the pods of the node away. If that fails, the node takes pods again, as nothing has changed on it yet.
 * Nodes are drained one after another, so another node that is drained now was left so by a run that was cut off:
 * it takes pods again, too.
 */
async function moveAway({ session, members, act, letIn }: View): Promise<void> {
  const { cluster, node } = session.scope;
  const { name } = node;
  await awaitControllers(session);
  for (const other of await members()) if (other.drained && other.name !== name) await letIn(other.name);
  await act(`Move the pods of ${name} elsewhere`, drain(distributionOf(cluster), name)).catch(async (cause) => {
    const { message, hints } = asUserError(cause, name);
    const closed = await letIn().then(
      () => [],
      (error: Error) => [`${name} takes no pods meanwhile (${error.message})`],
    );
    throw new UserError(message, { hints: [...hints, ...closed, ...stuckHints(message)] });
  });
}

/** Waits until the node is Ready. With `isVersion` its kubelet must also report the inventory's version. */
async function awaitReady({ session, members }: View, isVersion: boolean): Promise<void> {
  const { cluster, node } = session.scope;
  const pause = patience(session);
  for (;;) {
    const member = (await members()).find(({ name }) => name === node.name);
    const isNew = !isVersion || member?.kubeletVersion === cluster.version.release;
    if (member?.ready && isNew) return;
    await pause({
      kind: 'wait',
      summary: wordsAbout(node.name, member, isNew),
      limitSeconds: limits.ready,
      hint: `Look at it: ssh ${node.name} sudo ${journalCommand(cluster)}`,
      explain: { fact: journalCause(cluster), node: node.name },
    });
  }
}

function wordsAbout(name: string, member: NodeObject | undefined, isNew: boolean): string {
  if (!member) return `the API does not tell yet how ${name} is`;
  if (!isNew) return `${name} still reports ${member.kubeletVersion}`;
  return `${name} is not Ready (${member.message || 'it has not reported yet'})`;
}
