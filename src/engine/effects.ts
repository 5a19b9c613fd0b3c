import { UserError } from '../errors.ts';
import { textFact } from '../facts/command.ts';
import { bootId, machineId, systemState } from '../facts/machine.ts';
import { LinkLostError } from '../transport/connection.ts';
import type { Effect, Move } from './change-effect.ts';
import { limits } from './limits.ts';
import type { Fact } from './model.ts';
import { runRound } from './round.ts';
import type { Session } from './session.ts';

/**
 * Seconds to wait for the node at its new address. They are fewer than the node's own limit (`settledSeconds` of the
 * step), within which the node must get the confirmation. A test compares.
 */
const moveSeconds = 95;
const confirmSeconds = 15;
/**
 * After that the old address may come back, or a busy Pi may still be on its way to the new one: both are tried in
 * turn, together for longer than the node's last limit (`rollbackSeconds` of the step).
 */
const turns = { seconds: 240, oldSeconds: 30, newSeconds: 10, pauseSeconds: 2 };

/** Follows the node through a reboot or to its new address. */
export async function awaitEffect(session: Session, effect: Effect): Promise<void> {
  await (effect.kind === 'reboot' ? rebooted(session, effect) : moved(session, effect));
}

// A reboot is over when the boot id is another one, not when SSH answers: sshd may answer while it goes down.
async function rebooted(session: Session, { bootId: before }: Effect & { kind: 'reboot' }): Promise<void> {
  const node = session.scope.node.name;
  const { clock } = session;
  const deadline = clock.now() + limits.reboot * 1000;
  while (clock.now() < deadline) {
    await clock.sleep(1000);
    try {
      await session.connection.reconnect({ timeoutSeconds: (deadline - clock.now()) / 1000 });
      if ((await asked(session, bootId)) !== before) return await started(session);
    } catch (error) {
      if (clock.now() > deadline) throw error;
    }
  }
  const hints = [`Look at ${node}'s screen or power. Once it has started: microcloud init, which goes on`];
  throw new UserError(`${node}: no new boot within ${limits.reboot} s.`, { hints });
}

// sshd answers early in a boot. What is asked before the boot is over may change a second later: a service may switch
// swap on, and cloud-init writes files. A boot that does not end within the limit stops nothing: the plan then names
// what is missing.
async function started(session: Session): Promise<void> {
  const { connection, emit, scope, clock } = session;
  const deadline = clock.now() + limits.start * 1000;
  while (clock.now() < deadline) {
    const state = await asked(session, systemState).catch(async () => {
      await connection.reconnect({ timeoutSeconds: (deadline - clock.now()) / 1000 });
      return 'starting';
    });
    if (state !== 'starting' && state !== 'initializing') return;
    emit({ kind: 'note', node: scope.node.name, message: 'has rebooted, and still starts what runs on it' });
    await clock.sleep(1000);
  }
}

// The node rolls back unless it is confirmed in time: whatever goes wrong here ends with the old address back.
async function moved(session: Session, effect: Move): Promise<void> {
  const { connection, scope, emit, clock } = session;
  const { name: node, sshAddress: old } = scope.node;
  const failure = await failureAt(session, effect, moveSeconds);
  if (!failure) return;
  const why = failure.message.replace(/\.$/, '');
  const message = `${effect.address} does not work (${why}): waiting for ${node} to put its old address back`;
  emit({ kind: 'note', node, message });
  const deadline = clock.now() + turns.seconds * 1000;
  let lost: Error | undefined;
  do {
    lost = await failureOf(connection.reconnect({ address: old, timeoutSeconds: turns.oldSeconds }));
    if (!lost && !(await isOnItsWay(session, effect))) {
      const hints = [`${node} has put its old network configuration back by itself; nothing is lost.`, effect.hint];
      const said = `${node} cannot have ${effect.address} (${why}): it is back at its old address.`;
      throw new UserError(said, { hints, cause: failure });
    }
    // A node that is slow to take its new address still answers at the old one.
    if (!lost) await clock.sleep(turns.pauseSeconds * 1000);
    if (!(await failureAt(session, effect, turns.newSeconds))) return;
  } while (clock.now() < deadline);
  throw neverArrived(session, effect, { why, lost });
}

async function isOnItsWay(session: Session, { pending }: Move): Promise<boolean> {
  // The link is lost when the node goes to its new address, or back, at this moment.
  return (await asked(session, textFact('move pending', pending)).catch(() => 'lost')) !== '';
}

function neverArrived(
  { scope: { node } }: Session,
  { address }: Move,
  { why, lost }: { readonly why: string; readonly lost: Error | undefined },
): UserError {
  const { name, sshAddress } = node;
  if (!lost) {
    const hints = ['systemctl status microcloud-net-apply microcloud-net-rollback, on the node', 'microcloud init'];
    return new UserError(`${name} is neither at ${address} (${why}) nor done with going back to ${sshAddress}.`, {
      hints,
    });
  }
  const hints = [
    `Look at ${name}'s screen or power. When it is switched off and on again, it puts its old address back`,
    'Once it answers: microcloud init',
  ];
  const said = `${name} answers neither at ${address} (${why}) nor at ${sshAddress} again.`;
  return new UserError(said, { hints, cause: lost });
}

/** Finds the node at its new address and confirms it there; returns why not, where that fails. */
function failureAt(session: Session, effect: Move, timeoutSeconds: number): Promise<Error | undefined> {
  const reached = session.connection.reconnect({ address: effect.address, timeoutSeconds });
  return failureOf(reached.then(() => confirmed(session, effect)));
}

function failureOf(attempt: Promise<unknown>): Promise<Error | undefined> {
  return attempt.then(
    () => undefined,
    (error: Error) => error,
  );
}

async function confirmed(session: Session, { address, machineId: before, confirm }: Move) {
  const { connection, holder, clock } = session;
  if ((await asked(session, machineId)) !== before) throw new Error('another machine answers there');
  const change = { kind: 'change', summary: `Keep the address ${address}`, script: confirm } as const;
  const round = () => runRound(connection, { changes: [change], facts: [], holder });
  let result = await round().catch(async (error) => {
    if (!(error instanceof LinkLostError)) throw error;
    await connection.reconnect({ timeoutSeconds: confirmSeconds });
    return round();
  });
  // The move that cut its own link may still be ending, and holds the lock until then.
  for (const end = clock.now() + confirmSeconds * 1000; result.kind === 'locked' && clock.now() < end; ) {
    await clock.sleep(200);
    result = await round();
  }
  if (result.kind === 'failed' && result.output.trim()) throw new Error(result.output.trim());
  if (result.kind !== 'done') throw new Error('the node does not take the confirmation');
}

async function asked(session: Session, fact: Fact<string>): Promise<string> {
  const result = await runRound(session.connection, { changes: [], facts: [fact], holder: session.holder });
  return result.kind === 'done' ? result.answers.get(fact) : '';
}
