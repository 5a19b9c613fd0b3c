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
import { LinkLostError } from '../../src/transport/connection.ts';
import { localConnection } from '../support/local.ts';
import { makeScope } from '../support/plan.ts';

const held = join(mkdtempSync(join(tmpdir(), 'held-')), 'held');
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
  readonly lose?: (line: string, run: number) => boolean;
  readonly confirm?: string;
  /** The move goes on until the test ends it. */
  readonly isSlow?: boolean;
}

/** A run that moves a node to 192.168.0.9, writes `beside` in the same phase, and what it did about the connection. */
function moving({ machineId = thisMachine, dead = [], lose, confirm = 'echo yes >>', isSlow = false }: Moving) {
  const [moved, beside, confirmed] = ['moved', 'beside', 'confirmed'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const to: string[] = [];
  const connection = {
    ...localConnection(lose ? { lose } : {}),
    reconnect: async ({ address = 'the same' }: { readonly address?: string } = {}) => {
      to.push(address);
      if (dead.includes(address)) throw new UserError(`Nobody answers at ${address}.`);
    },
  };
  const move = defineStep({
    title: 'move',
    needs: () => ({ moved: fileFact(moved), beside: fileFact(beside) }),
    *plan({ facts }) {
      const confirmation = sh`${['sh', '-c', `${confirm} "$0"`, confirmed]}`;
      const effect = {
        kind: 'move',
        address: '192.168.0.9',
        machineId,
        confirm: confirmation,
        hint: 'Move on',
      } as const;
      if (!facts.moved.exists) {
        const end = isSlow ? sh`sleep 0.2; while [ -e ${held} ]; do sleep 0.01; done` : sh`:`;
        yield { kind: 'change', summary: 'Move', script: lines([sh`ls ${beside} >${moved}`, end]), effect };
      }
      // Held until the link is gone, where a test cuts it here: then the script ends at its next mark.
      const script = sh`while [ -e ${held} ]; do sleep 0.01; done; : >${beside}`;
      if (!facts.beside.exists) yield { kind: 'change', summary: 'Write beside', script };
    },
  });
  const phases = [{ name: 'network', steps: [move] }];
  const scope = makeScope({ node: { address: '192.168.0.9', sshAddress: '192.168.0.202' } });
  const session: Session = { connection, scope, facts: factsOf(phases, scope), holder: 'test', emit: () => {} };
  return { to, moved, confirmed, run: async () => converge(session, phases, await ask(session)) };
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
  const lose = (line: string, round: number) => {
    const cut = round === 2 && / change 1$/.test(line);
    if (!cut) return false;
    writeFileSync(held, '');
    setTimeout(() => rmSync(held), 1000);
    return true;
  };
  const { to, confirmed, run } = moving({ lose, isSlow: true });
  await run();
  assert.deepEqual(to, ['192.168.0.9']);
  assert.ok(existsSync(confirmed));
});

test('it plans again when the link is lost before the move begins', async () => {
  writeFileSync(held, '');
  const lose = (line: string, round: number) => {
    const cut = round === 2 && / change 0$/.test(line);
    if (cut) setTimeout(() => rmSync(held), 50);
    return cut;
  };
  const { to, confirmed, run } = moving({ lose });
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
    assert.deepEqual(to, ['192.168.0.9', '192.168.0.202']);
    assert.ok(!existsSync(confirmed));
  });
}
