import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { ask } from '../../src/engine/apply.ts';
import { converge } from '../../src/engine/converge.ts';
import { defineStep } from '../../src/engine/model.ts';
import { factsOf } from '../../src/engine/plan.ts';
import type { Session } from '../../src/engine/session.ts';
import { UserError } from '../../src/errors.ts';
import { fileFact } from '../../src/facts/file.ts';
import { lines, sh } from '../../src/shell/sh.ts';
import { rollbackSeconds, settledSeconds } from '../../src/steps/network/network-rollback.ts';
import { LinkLostError } from '../../src/transport/connection.ts';
import { stillClock } from '../support/clock.ts';
import { localConnection } from '../support/local.ts';
import { makeScope } from '../support/plan.ts';

const thisMachine = readFileSync('/etc/machine-id', 'utf8').trim();
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'effects-'));
});

interface Moving {
  /** What the node's machine id is in the plan. */
  readonly machineId?: string;
  /** Addresses at which nobody answers. */
  readonly dead?: readonly string[];
  /** How often the new address is tried in vain, each time with the old one. */
  readonly late?: number;
  /** How often the new address is tried in vain while the node still answers at the old one. `for ever`: it never arrives. */
  readonly slow?: number | 'for ever';
  readonly lose?: (line: string, run: number) => boolean;
  readonly confirm?: string;
  /** The script of this change waits until … */
  readonly holds?: { readonly change: 'move' | 'beside'; readonly until: 'the link is lost' | 'the node is locked' };
}

/** A run that moves a node to 192.168.0.9, writes `beside` in the same phase, and what it did about the connection. */
function moving({
  machineId = thisMachine,
  dead = [],
  late = 0,
  slow = 0,
  lose,
  confirm = 'echo yes >>',
  holds,
}: Moving) {
  const [moved, beside, confirmed] = ['moved', 'beside', 'confirmed'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const held = join(folder, 'held');
  const pending = join(folder, 'pending');
  if (slow !== 0) writeFileSync(pending, '');
  let time = 0;
  const clock = {
    now: () => time,
    sleep: async (milliseconds: number) => {
      time += milliseconds;
      await stillClock.sleep(milliseconds);
    },
  };
  const hold = (change: 'move' | 'beside') =>
    holds?.change === change ? sh`while [ -e ${held} ]; do sleep 0.01; done` : sh`:`;
  if (holds) writeFileSync(held, '');
  const reach = (event: NonNullable<Moving['holds']>['until']) => {
    if (holds?.until === event) rmSync(held, { force: true });
  };
  const to: string[] = [];
  const timeouts: number[] = [];
  const local = localConnection(lose ? { lose } : {});
  const connection = {
    ...local,
    run: async (...script: Parameters<typeof local.run>) => {
      const result = await local.run(...script);
      if (/^\S+ locked /m.test(result.stdout)) reach('the node is locked');
      return result;
    },
    reconnect: async ({
      address = 'the same',
      timeoutSeconds = 0,
    }: {
      address?: string;
      timeoutSeconds?: number;
    } = {}) => {
      to.push(address);
      timeouts.push(timeoutSeconds);
      reach('the link is lost');
      const vain = slow === 'for ever' ? Number.POSITIVE_INFINITY : Math.max(late, slow);
      const isLate = address === '192.168.0.9' && to.filter((one) => one === address).length <= vain;
      if (isLate || (late > 0 && address === '192.168.0.202') || dead.includes(address)) {
        time += timeoutSeconds * 1000;
        throw new UserError(`Nobody answers at ${address}.`);
      }
    },
  };
  const move = defineStep({
    id: 'kernel.modules',
    title: 'move',
    needs: () => ({ moved: fileFact(moved), beside: fileFact(beside) }),
    *plan({ facts }) {
      const confirmation = sh`${['sh', '-c', `${confirm} "$0"`, confirmed]}`;
      const effect = {
        kind: 'move',
        address: '192.168.0.9',
        machineId,
        confirm: confirmation,
        pending: sh`[ ! -e ${pending} ] || echo pending`,
        hint: 'Move on',
      } as const;
      if (!facts.moved.exists) {
        yield { kind: 'change', summary: 'Move', script: lines([sh`ls ${beside} >${moved}`, hold('move')]), effect };
      }
      const script = lines([hold('beside'), sh`: >${beside}`]);
      if (!facts.beside.exists) yield { kind: 'change', summary: 'Write beside', script };
    },
  });
  const phases = [{ name: 'network', steps: [move] }];
  const scope = makeScope({ node: { address: '192.168.0.9', sshAddress: '192.168.0.202' } });
  const session: Session = {
    connection,
    scope,
    facts: factsOf(phases, scope),
    holder: 'test',
    emit: () => {},
    clock,
  };
  return { to, timeouts, moved, confirmed, held, run: async () => converge(session, phases, await ask(session)) };
}

test('it goes with the node to its new address and confirms it there', async () => {
  const { to, confirmed, run } = moving({});
  await run();
  assert.deepEqual(to, ['192.168.0.9']);
  assert.equal(readFileSync(confirmed, 'utf8'), 'yes\n');
});

test('it moves a node after everything else of the round', async () => {
  const { moved, run } = moving({});
  await run();
  assert.match(readFileSync(moved, 'utf8'), /beside/);
});

test('it moves a node that loses the link as it goes', async () => {
  const { to, confirmed, run } = moving({ lose: (line, round) => round === 2 && / change 1$/.test(line) });
  await run();
  assert.deepEqual(to, ['192.168.0.9']);
  assert.ok(existsSync(confirmed));
});

test('it waits for a move that goes on without its link before it confirms', async () => {
  const lose = (line: string, round: number) => round === 2 && / change 1$/.test(line);
  const { to, confirmed, held, run } = moving({ lose, holds: { change: 'move', until: 'the node is locked' } });
  await run();
  assert.ok(!existsSync(held), 'nobody met the lock');
  assert.deepEqual(to, ['192.168.0.9']);
  assert.ok(existsSync(confirmed));
});

test('it plans again when the link is lost before the move begins', async () => {
  const lose = (line: string, round: number) => round === 2 && / change 0$/.test(line);
  const { to, confirmed, run } = moving({ lose, holds: { change: 'beside', until: 'the link is lost' } });
  await run();
  assert.deepEqual(to, ['the same', '192.168.0.9']);
  assert.ok(existsSync(confirmed));
});

test('it confirms once more when the link is lost meanwhile', async () => {
  const { to, confirmed, run } = moving({ lose: (line, round) => round === 4 && / change 0$/.test(line) });
  await run();
  assert.deepEqual(to, ['192.168.0.9', 'the same']);
  assert.ok(existsSync(confirmed));
});

const failures: Readonly<Record<string, Moving & { readonly says: RegExp }>> = {
  'nobody answers there': {
    dead: ['192.168.0.9'],
    says: /^pi-2 cannot have 192\.168\.0\.9 \(Nobody answers at 192\.168\.0\.9\): it is back/,
  },
  'another machine answers there': { machineId: 'another', says: /\(another machine answers there\): it is back/ },
  'the node refuses the confirmation': { confirm: 'echo no router; false', says: /\(no router\): it is back/ },
  'the node does not take the confirmation': { confirm: 'false', says: /\(the node does not take the confirmation\)/ },
  'nobody answers anywhere': {
    dead: ['192.168.0.9', '192.168.0.202'],
    says: /^pi-2 answers neither at 192\.168\.0\.9 .* nor at 192\.168\.0\.202 again\.$/,
  },
};

for (const [why, { says, ...how }] of Object.entries(failures)) {
  test(`it goes back to the old address, and says so, when ${why}`, async () => {
    const { to, confirmed, run } = moving(how);
    await assert.rejects(run(), (error: UserError) => {
      assert.ok(error instanceof UserError && !(error instanceof LinkLostError));
      assert.match(error.message, says);
      assert.ok(error.message.includes('neither') ? error.hints.length > 1 : error.hints.includes('Move on'));
      return true;
    });
    assert.deepEqual(to.slice(0, 2), ['192.168.0.9', '192.168.0.202']);
    assert.ok(!existsSync(confirmed));
  });
}

test('it gives up the new address before the node does, and waits longer for the old one than the node takes', async () => {
  const { timeouts, run } = moving({ dead: ['192.168.0.9'] });
  await assert.rejects(run());
  const [there = 0, back = 0] = timeouts;
  // Behind the connection the confirmation may take one more connection, and wait for the lock of the move.
  folder = mkdtempSync(join(tmpdir(), 'effects-'));
  const { timeouts: confirming, run: confirm } = moving({
    lose: (line, round) => round === 4 && / change 0$/.test(line),
  });
  await confirm();
  const again = confirming.at(-1) ?? 0;
  assert.ok(again > 0);
  assert.ok(there + 2 * again <= settledSeconds, `${there} s and twice ${again} s, of ${settledSeconds} s`);
  assert.ok(back > 0);
  // Together longer than the node's last limit, behind which it takes some seconds to put the old address back.
  folder = mkdtempSync(join(tmpdir(), 'effects-'));
  const { timeouts: all, run: last } = moving({ dead: ['192.168.0.9', '192.168.0.202'] });
  await assert.rejects(last());
  const sum = all.reduce((total, one) => total + one, 0);
  assert.ok(sum >= rollbackSeconds + 15, `${sum} s, of ${rollbackSeconds} s`);
});

test('it finds a busy node that takes its new address later than most', async () => {
  const { to, confirmed, run } = moving({ late: 2 });
  await run();
  assert.deepEqual(to, ['192.168.0.9', '192.168.0.202', '192.168.0.9', '192.168.0.202', '192.168.0.9']);
  assert.ok(existsSync(confirmed));
});

test('it does not think that a node that is slow to move is back at its old address', async () => {
  const { to, confirmed, run } = moving({ slow: 2 });
  await run();
  assert.deepEqual(to, ['192.168.0.9', '192.168.0.202', '192.168.0.9', '192.168.0.202', '192.168.0.9']);
  assert.ok(existsSync(confirmed));
});

test('it says where to look when a node neither moves nor goes back', async () => {
  const { to, confirmed, run } = moving({ slow: 'for ever' });
  await assert.rejects(run(), (error: UserError) => {
    assert.match(
      error.message,
      /^pi-2 is neither at 192\.168\.0\.9 \(Nobody .*\) nor done with going back to 192\.168\.0\.202\.$/,
    );
    assert.ok(error.hints.includes('microcloud init'));
    return true;
  });
  assert.ok(to.length > 10);
  assert.ok(!existsSync(confirmed));
});
