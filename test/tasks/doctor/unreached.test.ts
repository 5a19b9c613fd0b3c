import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadChecks } from '../../../src/doctor/themes.ts';
import { asUserError, UserError } from '../../../src/errors.ts';
import { inventoryOf } from '../../../src/tasks/doctor/lone-node.ts';
import { unreachedFinding } from '../../../src/tasks/doctor/unreached.ts';
import { ConnectFailure, userErrorOf } from '../../../src/transport/connect-failures.ts';
import { LinkLostError } from '../../../src/transport/connection.ts';
import type { FailureKind } from '../../../src/transport/failure-rows.ts';
import { rootRefusal } from '../../../src/transport/root-refusals.ts';
import { endpointLike } from '../../support/endpoints.ts';
import { makeScope } from '../../support/plan.ts';

const checks = await loadChecks();
const { node } = makeScope();
const endpoint = endpointLike({ node: 'pi-2', address: '192.168.0.202' });
const idOf = (error: Error) => unreachedFinding(checks, { node, error: asUserError(error, 'pi-2') }).check.id;

const kinds: Readonly<Record<FailureKind, string>> = {
  name: 'ssh.name',
  refused: 'ssh.refused',
  unreachable: 'ssh.unreachable',
  unsent: 'ssh.unreachable',
  timeout: 'ssh.timeout',
  closed: 'ssh.closed',
  booting: 'ssh.booting',
  auth: 'ssh.auth',
  handshake: 'ssh.handshake',
  jump: 'ssh.jump',
  forwarding: 'ssh.jump',
  proxy: 'ssh.jump',
  silent: 'ssh.silent',
};

const said = { prompts: 1, hasShell: true, hasSudo: true, words: '', lastLine: '', endsInQuestion: false };
const refusals: readonly (readonly [Partial<typeof said>, string])[] = [
  [{ prompts: 2 }, 'sudo.password'],
  [{ words: 'sudo: 1 incorrect password attempt' }, 'sudo.password'],
  [{ words: 'pi is not in the sudoers file.' }, 'sudo.denied'],
  [{ hasSudo: false }, 'sudo.denied'],
  [{ words: 'sudo: sorry, you must have a tty to run sudo' }, 'sudo.terminal'],
  [{ words: 'sudo: Account or password is expired, reset your password and try again' }, 'ssh.password_expired'],
  [{ hasShell: false, lastLine: 'Password change required but no TTY available.' }, 'ssh.password_expired'],
  [{ hasShell: false, lastLine: 'This account is currently not available.' }, 'ssh.shell'],
  [{ words: 'Verification code:', endsInQuestion: true }, 'sudo.other'],
  [{ words: 'sudo: /usr/bin/sudo must be owned by uid 0 and have the setuid bit set' }, 'sudo.other'],
  [{ words: 'something new' }, 'sudo.other'],
];

describe('a node that is not reached', () => {
  for (const [kind, id] of Object.entries(kinds)) {
    it(`is ${id} when the connection fails by "${kind}"`, () => {
      const failure = new ConnectFailure(kind as FailureKind, endpoint, 'x');
      assert.equal(idOf(userErrorOf(failure, { node: 'pi-2' })), id);
    });
  }

  for (const [more, id] of refusals) {
    it(`is ${id} after ${JSON.stringify(more)}`, () => {
      const account = { user: 'pi', node: 'pi-2', sudoPassword: async () => '', note: () => undefined };
      assert.equal(idOf(rootRefusal(account, { ...said, ...more })), id);
    });
  }

  // MichaIng/DietPi#794: an image whose sudo has lost its bit.
  it('is told how sudo gets its power back', () => {
    const account = { user: 'pi', node: 'pi-2', sudoPassword: async () => '', note: () => undefined };
    const words = 'sudo: /usr/bin/sudo must be owned by uid 0 and have the setuid bit set';
    const error = rootRefusal(account, { ...said, prompts: 0, words, lastLine: words });
    assert.equal(error.message, `sudo on pi-2 has no power: ${words}.`);
    assert.match(error.hints.join(' '), /chmod 4755/);
  });

  it('is ssh.other when nothing says more', () => {
    assert.equal(idOf(new Error('something new')), 'ssh.other');
  });

  it('is known by its id and not by its words', () => {
    const lost = new UserError('nothing that anybody would match', { cause: new LinkLostError('x') });
    assert.equal(idOf(lost), 'node.lost');
    assert.equal(idOf(new UserError('The host key of pi-2 has changed', { id: 'ssh.secret' })), 'ssh.secret');
  });

  it('keeps the name in the middle of a sentence', () => {
    const error = new UserError(`Cannot connect to ${node.name}: it does not answer.`);
    const start = new UserError(`${node.name}: it does not answer.`);
    assert.deepEqual(
      [error, start].map((one) => unreachedFinding(checks, { node, error: one }).what),
      [`Cannot connect to ${node.name}: it does not answer`, 'it does not answer'],
    );
  });

  it('says what the connection says, and its hints', () => {
    const { what, advice } = unreachedFinding(checks, {
      node,
      error: new UserError('pi-2 is odd.\nmore', { hints: ['look'] }),
    });
    assert.deepEqual([what, advice], ['pi-2 is odd', ['look']]);
  });
});

describe('a machine that no inventory knows', () => {
  it('is known by user, address and port', () => {
    const [one] = inventoryOf('pi@192.168.0.201:2222').nodes;
    assert.deepEqual(
      [one?.name, one?.address, one?.ssh],
      ['192.168.0.201', '192.168.0.201', { user: 'pi', port: 2222 }],
    );
    assert.deepEqual(inventoryOf('pi-1.local').nodes[0]?.ssh, {});
  });

  it('must be one', () => {
    assert.throws(() => inventoryOf('pi@@x'), { message: /"pi@@x" names no machine/, exitCode: 2 });
  });
});
