import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asUserError, UserError } from '../../src/errors.ts';
import { isOff } from '../../src/tasks/is-off.ts';
import { ConnectFailure, type FailureKind, userErrorOf } from '../../src/transport/connect-failures.ts';

const endpoint = { label: 'pi-3 (192.168.0.203)', host: '192.168.0.203', port: 22, user: 'pi' } as never;

describe('a node that cannot be reached', () => {
  const rows: Readonly<Record<FailureKind, boolean>> = {
    timeout: true,
    unreachable: true,
    name: true,
    jump: true,
    refused: false,
    closed: false,
    booting: false,
    auth: false,
    handshake: false,
  };
  for (const [kind, off] of Object.entries(rows)) {
    it(`${off ? 'is off' : 'may be running'} after "${kind}"`, () => {
      const failure = new ConnectFailure(kind as FailureKind, endpoint, 'x');
      assert.equal(isOff(asUserError(userErrorOf(failure, { node: 'pi-3' }), 'pi-3')), off);
    });
  }

  it('may be running where its host key is another one', () => assert.equal(isOff(new UserError('changed')), false));
});
