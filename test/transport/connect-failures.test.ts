import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { userErrorOf } from '../../src/transport/connect-failures.ts';
import { shakeHands } from '../../src/transport/handshake.ts';
import { failureOf } from '../../src/transport/socket-failure.ts';
import { connect } from '../../src/transport/ssh-connection.ts';
import { endpointLike } from '../support/endpoints.ts';
import { type ControlMachine, controlMachine } from '../support/transport.ts';

describe('failures to connect', () => {
  let machine: ControlMachine;
  const servers: Server[] = [];

  before(async () => {
    machine = await controlMachine();
  });
  after(() => {
    machine.remove();
    for (const server of servers) server.close();
  });

  const serve = async (answer: (socket: Socket) => void) => {
    const server = createServer(answer).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return (server.address() as { port: number }).port;
  };
  const closedPort = async () => {
    const port = await serve(() => undefined);
    const server = servers.pop();
    server?.close();
    await once(server!, 'close');
    return port;
  };

  const rows = [
    {
      what: 'a name that nobody knows',
      address: 'nonexistent.invalid',
      says: /the name "nonexistent.invalid" cannot be resolved/,
      hint: /address in the inventory/,
    },
    { what: 'a closed port', port: closedPort, says: /nothing listens on port \d+/, hint: /still booting/ },
    {
      what: 'sshd that turns everybody away',
      port: () => serve((socket) => socket.end('Not allowed at this time\r\n')),
      says: /closes the connection before the login \(Not allowed at this time\)/,
      hint: /Wait 15 seconds/,
    },
    {
      what: 'a node that is booting, and hangs up',
      port: () => serve((socket) => socket.end('System is booting up. Unprivileged users are not permitted yet.\r\n')),
      says: /it is booting or shutting down/,
      hint: /Wait a minute/,
    },
    {
      what: 'a connection that is closed at once',
      port: () => serve((socket) => socket.destroy()),
      says: /closes the connection before the login/,
      hint: /Wait 15 seconds/,
    },
    {
      what: 'something that is not sshd',
      port: () => serve((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
      says: /closes the connection before the login|handshake fails/,
      hint: /./,
    },
  ] as const;
  for (const { what, says, hint, ...where } of rows)
    it(`tells apart ${what}`, async () => {
      const port = 'port' in where ? await where.port() : 22;
      const address = 'address' in where ? where.address : '127.0.0.1';
      const target = { node: 'pi-1', address, port };
      const options = { ...machine.options, timeoutSeconds: 0.2 };
      await assert.rejects(connect(target, options), (error) => {
        assert.ok(error instanceof UserError, String(error));
        assert.match(error.message, new RegExp(`^Cannot connect to pi-1 \\(${address}\\): `));
        assert.match(error.message, says);
        assert.match(error.hints.join('\n'), hint);
        return true;
      });
    });

  it('tells apart a connection that was closed before anybody listened', async () => {
    const socket = new PassThrough();
    socket.destroy();
    await once(socket, 'close');
    const handshake = {
      endpoint,
      socket,
      preferredKeyTypes: [],
      patienceSeconds: 20,
      keepaliveSeconds: 1,
      note: () => undefined,
    };
    const identities = { offered: [], leftOut: [] };
    await assert.rejects(shakeHands({ ...handshake, identities, verify: () => undefined }), { kind: 'closed' });
  });

  const codes = [
    ['EHOSTUNREACH', /there is no route to it/],
    ['ENETUNREACH', /there is no route to it/],
    ['ETIMEDOUT', /it does not answer/],
    ['ECONNREFUSED', /nothing listens on port 22/],
    ['ECONNRESET', /closes the connection before the login/],
    ['EAI_AGAIN', /cannot be resolved/],
    ['EPERM', /this computer opens no connection \(EPERM\)/],
    ['EMFILE', /this computer opens no connection \(EMFILE\)/],
  ] as const;
  for (const [code, says] of codes)
    it(`knows ${code}`, () => {
      const error = Object.assign(new Error(code), { code });
      assert.match(userErrorOf(failureOf(error, endpoint, 'handshake'), { node: 'pi-1' }).message, says);
    });

  it('asks whether a node with two addresses that is at neither has a third one', () => {
    const hintsOf = (one: typeof endpoint) =>
      userErrorOf(failureOf(Object.assign(new Error('x'), { code: 'ETIMEDOUT' }), one, 'handshake'), { node: 'pi-1' })
        .hints;
    const third =
      'If its staticAddress was changed in the inventory: write the address that the node has now as `address`';
    assert.ok(!hintsOf(endpoint).includes(third));
    assert.ok(hintsOf({ ...endpoint, alsoKnownAs: ['192.168.0.202', '192.168.0.201'] }).includes(third));
  });
});

const endpoint = endpointLike({ node: 'pi-1', address: '192.168.0.201' });
