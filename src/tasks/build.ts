import type { Answers } from '../engine/answers.ts';
import { ask } from '../engine/apply.ts';
import { converge } from '../engine/converge.ts';
import { needsPerson } from '../engine/failures.ts';
import { factsOf, planPhase } from '../engine/plan.ts';
import { type Session, withScope } from '../engine/session.ts';
import { firstControlPlane } from '../inventory/address.ts';
import type { PhaseName } from '../steps/phases.ts';
import { createGate, type Gate } from './gate.ts';
import { type NodeOutcome, outcomeOf } from './outcome.ts';
import { pendingReboot } from './pending-reboot.ts';
import type { Surveyed } from './survey.ts';
import { takeTurns } from './turns.ts';
import { createUpgrades, type Upgrades } from './upgrades.ts';
import { uploadArtifacts } from './uploads.ts';
import type { Build } from './work.ts';

/** All nodes side by side; joins wait for the first control plane, and its last look at the cluster for the joins. */
export async function build(work: Build): Promise<readonly NodeOutcome[]> {
  const { run, found } = work;
  const gate = createGate(work);
  const upgrades = createUpgrades(work);
  const turnOf = takeTurns(run.inventory);
  const outcomes = await Promise.all(
    found.reached.map((one) =>
      outcomeOf(run, one, (counted) => {
        const session = { ...counted.session, turn: turnOf(one.node.name) };
        return bring(work, { ...counted, session }, gate, upgrades);
      }),
    ),
  );
  upgrades.close();
  await gate.close();
  return outcomes;
}

/** One node, from what it is to its place in the cluster. */
async function bring({ run, phases, noReboot }: Build, one: Surveyed, gate: Gate, upgrades: Upgrades): Promise<void> {
  const { session, node } = one;
  const named = (names: readonly PhaseName[]) => phases.filter(({ name }) => names.includes(name as PhaseName));
  const through = (answers: Answers, ...names: PhaseName[]) => converge(session, named(names), answers);
  const missing = (answers: Answers, ...names: PhaseName[]) =>
    named(names).flatMap((phase) => planPhase(phase, session.scope, answers).changes);
  const isFirst = node === firstControlPlane(run.inventory.nodes);
  try {
    const { problems = [] } = one.plan.find(({ phase }) => phase === 'preflight') ?? {};
    // What only a look at all nodes can see stands there too: two of one card, a cluster that is lost.
    if (problems.length > 0) throw needsPerson(node.name, problems);
    let answers = await outOfOther(one, session);
    answers = await through(answers, 'preflight', 'identity', 'network', 'kernel');
    if (!noReboot) answers = await through(answers, 'reboot');
    const uploading = uploadArtifacts(run, session, phases, answers);
    // Its failure is awaited below; until then it must not count as unhandled.
    uploading.catch(() => {});
    answers = await through(answers, 'packages', 'runtime');
    await uploading;
    answers = await through(answers, 'kubernetes');
    answers = await upgrades.bring(one, answers);
    const reboot = noReboot ? missing(answers, 'reboot') : [];
    // kubelet would fail before it, which takes minutes to tell.
    if (reboot.length > 0 && missing(answers, 'create', 'join').length > 0) throw pendingReboot(node.name, reboot);
    // Cloudy needs no cluster: it is prepared while one is made, and on the first control plane when all have joined.
    if (!isFirst) answers = await through(answers, 'cloudynitzar', 'cloudy');
    if (missing(answers, 'create').length > 0) gate.creating(session);
    answers = await through(answers, 'create', 'addons');
    if (isFirst) gate.created(session);
    else await gate.admit(node.name, phases, session, answers);
    answers = await through(answers, 'join');
    gate.arrived(node.name);
    const joined = isFirst ? await gate.allArrived() : [];
    if (isFirst && gate.joiners.length > 0) answers = await ask(session);
    await converge(withScope(session, { joined }), named(['cloudynitzar', 'cloudy', 'settle']), answers);
    if (reboot.length > 0) throw pendingReboot(node.name, reboot);
  } catch (error) {
    gate.failed(node.name, error);
    upgrades.failed(node.name, error);
    throw error;
  }
}

/** Takes the node out of another cluster, when that is what it has to do first. */
async function outOfOther({ leaves, answers }: Surveyed, session: Session): Promise<Answers> {
  if (!leaves) return answers;
  const facts = factsOf(leaves, session.scope);
  await converge({ ...session, facts }, leaves, await ask(session, facts));
  return ask(session);
}
