import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { bootId, machineId } from '../facts/machine.ts';
import type { Effect, Fact } from './model.ts';
import { runRound } from './round.ts';
import type { Session } from './session.ts';

const rebootSeconds = 600;
const moveSeconds = 60;
/** Longer than the node's own watchdog (90 s) takes to put the old address back. */
const rollbackSeconds = 150;

/** Follows the node through a reboot or to its new address. */
export async function awaitEffect(session: Session, effect: Effect): Promise<void> {
  await (effect.kind === 'reboot' ? rebooted(session, effect) : moved(session, effect));
}

// A reboot is over when the boot id is another one, not when SSH answers: sshd may answer while it goes down.
async function rebooted(session: Session, { bootId: before }: Effect & { kind: 'reboot' }): Promise<void> {
  const node = session.scope.node.name;
  const deadline = Date.now() + rebootSeconds * 1000;
  while (Date.now() < deadline) {
    await sleep(1000);
    try {
      await session.connection.reconnect({ timeoutSeconds: (deadline - Date.now()) / 1000 });
      if ((await asked(session, bootId)) !== before) return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
  const hints = [`Look at ${node}'s screen or power, then run the same command again.`];
  throw new UserError(`${node}: no new boot within ${rebootSeconds} s.`, { hints });
}

async function moved(session: Session, effect: Effect & { kind: 'move' }): Promise<void> {
  const { connection, scope, emit, holder } = session;
  const node = scope.node.name;
  try {
    await connection.reconnect({ address: effect.address, timeoutSeconds: moveSeconds });
    if ((await asked(session, machineId)) !== effect.machineId) {
      throw new UserError(`${effect.address} is answered by another machine.`);
    }
  } catch (error) {
    emit({
      kind: 'note',
      node,
      message: `no ${node} at ${effect.address}: waiting for it to put its old address back`,
    });
    await connection.reconnect({ address: scope.node.address, timeoutSeconds: rollbackSeconds });
    throw new UserError(`${node}: ${effect.address} does not work (${(error as Error).message}).`, {
      hints: [
        `${node} has put its old address back by itself; nothing is lost.`,
        `Check staticAddress and network.gateway of ${node} in the inventory, then run the same command again.`,
      ],
    });
  }
  const confirm = {
    kind: 'change',
    summary: `Keep ${effect.address}`,
    script: effect.confirm,
  } as const;
  const result = await runRound(connection, { changes: [confirm], facts: [], holder });
  if (result.kind !== 'done') throw new UserError(`${node}: the new address ${effect.address} cannot be confirmed.`);
}

async function asked(session: Session, fact: Fact<string>): Promise<string> {
  const result = await runRound(session.connection, { changes: [], facts: [fact], holder: session.holder });
  return result.kind === 'done' ? result.answers.get(fact) : '';
}
