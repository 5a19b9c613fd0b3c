import { UserError } from '../errors.ts';
import { bootId, machineId, systemState } from '../facts/machine.ts';
import { LinkLostError } from '../transport/connection.ts';
import type { Effect, Move } from './change-effect.ts';
import { machineClock } from './clock.ts';
import type { Fact } from './model.ts';
import { runRound } from './round.ts';
import type { Session } from './session.ts';

const rebootSeconds = 600;
/** How long a node may take from its first answer until systemd has started everything. */
const startSeconds = 180;
/** Shorter than the node's own watchdog, which must hear the confirmation in time. */
const moveSeconds = 45;
const confirmSeconds = 10;
/** Longer than the watchdog takes, from then on, to put the old address back. */
const rollbackSeconds = 80;

/** Follows the node through a reboot or to its new address. */
export async function awaitEffect(session: Session, effect: Effect): Promise<void> {
  await (effect.kind === 'reboot' ? rebooted(session, effect) : moved(session, effect));
}

// A reboot is over when the boot id is another one, not when SSH answers: sshd may answer while it goes down.
async function rebooted(session: Session, { bootId: before }: Effect & { kind: 'reboot' }): Promise<void> {
  const node = session.scope.node.name;
  const { clock = machineClock } = session;
  const deadline = clock.now() + rebootSeconds * 1000;
  while (clock.now() < deadline) {
    await clock.sleep(1000);
    try {
      await session.connection.reconnect({ timeoutSeconds: (deadline - clock.now()) / 1000 });
      if ((await asked(session, bootId)) !== before) return await started(session);
    } catch (error) {
      if (clock.now() > deadline) throw error;
    }
  }
  const hints = [`Look at ${node}'s screen or power, then run the same command again.`];
  throw new UserError(`${node}: no new boot within ${rebootSeconds} s.`, { hints });
}

// sshd answers early in a boot. What is asked before the boot is over may change a second later: a service may switch swap
// on, and cloud-init writes files. A boot that does not end is no reason to stop: what is missing then will be named.
async function started(session: Session): Promise<void> {
  const { connection, emit, scope, clock = machineClock } = session;
  const deadline = clock.now() + startSeconds * 1000;
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
  const { connection, scope, emit } = session;
  const node = scope.node.name;
  try {
    await connection.reconnect({ address: effect.address, timeoutSeconds: moveSeconds });
    await confirmed(session, effect);
  } catch (cause) {
    const why = (cause as Error).message.replace(/\.$/, '');
    const message = `${effect.address} does not work (${why}): waiting for ${node} to put its old address back`;
    emit({ kind: 'note', node, message });
    await connection.reconnect({ address: scope.node.sshAddress, timeoutSeconds: rollbackSeconds }).catch((error) => {
      const hints = [
        `It puts its old address back when it is switched off and on again.`,
        `Look at ${node}'s screen, then run the same command again.`,
      ];
      const lost = `${node} answers neither at ${effect.address} (${why}) nor at ${scope.node.sshAddress} again.`;
      throw new UserError(lost, { hints, cause: error });
    });
    throw new UserError(`${node} cannot have ${effect.address} (${why}): it is back at its old address.`, {
      hints: [`${node} has put its old network configuration back by itself; nothing is lost.`, effect.hint],
      cause,
    });
  }
}

async function confirmed(session: Session, { address, machineId: before, confirm }: Move) {
  const { connection, holder, clock = machineClock } = session;
  if ((await asked(session, machineId)) !== before) throw new Error('another machine answers there');
  const change = { kind: 'change', summary: `Keep the address ${address}`, script: confirm } as const;
  const round = () => runRound(connection, { changes: [change], facts: [], holder });
  let result = await round().catch(async (error) => {
    if (!(error instanceof LinkLostError)) throw error;
    await connection.reconnect({ timeoutSeconds: confirmSeconds });
    return round();
  });
  // The move that cut its own link may still be at its end, and holds the lock until then.
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
