import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asUserError, UserError } from '../../src/errors.ts';
import { isOff } from '../../src/tasks/is-off.ts';
import { ConnectFailure, userErrorOf } from '../../src/transport/connect-failures.ts';
import type { FailureKind } from '../../src/transport/failure-rows.ts';
import { endpointLike } from '../support/endpoints.ts';

const endpoint = endpointLike({ node: 'pi-3', address: '192.168.0.203' });

describe('a node that cannot be reached', () => {
  const rows: Readonly<Record<FailureKind, boolean>> = {
    timeout: true,
    unreachable: true,
    name: true,
    jump: true,
    forwarding: false,
    proxy: true,
    silent: false,
    // This computer has sent nothing.
    unsent: false,
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
