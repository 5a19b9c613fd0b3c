import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { openTunnel } from '../../src/kube/api-tunnel.ts';
import { listeningPort } from '../support/listening-port.ts';

/** A server that says back what it hears, and the port of a tunnel to it. */
async function setUp(t: TestContext) {
  const server = createServer((socket) => socket.pipe(socket).on('error', () => {}));
  const port = await listeningPort(server);
  const failures: string[] = [];
  const state = { isOpen: true };
  const open = async () => {
    if (!state.isOpen) throw new Error('the link is lost');
    return connect(port, '127.0.0.1');
  };
  const tunnel = await openTunnel(open, ({ message }) => failures.push(message));
  t.after(() => {
    tunnel.close();
    server.close();
  });
  return { tunnel, failures, state };
}

describe('a tunnel to the API', () => {
  it('leads each connection to a stream of its own', async (t) => {
    const { tunnel } = await setUp(t);
    const [one, other] = [connect(tunnel.port, '127.0.0.1'), connect(tunnel.port, '127.0.0.1')];
    one.write('one');
    other.write('other');
    const [[first], [second]] = await Promise.all([once(one, 'data'), once(other, 'data')]);
    assert.deepEqual([String(first), String(second)], ['one', 'other']);
    one.destroy();
    other.write(' again');
    assert.equal(String((await once(other, 'data'))[0]), ' again');
    other.destroy();
  });

  it('ends a connection whose stream does not open, says why, and goes on', async (t) => {
    const { tunnel, failures, state } = await setUp(t);
    state.isOpen = false;
    const socket = connect(tunnel.port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'close');
    assert.deepEqual(failures, ['the link is lost']);
    state.isOpen = true;
    const next = connect(tunnel.port, '127.0.0.1');
    next.write('x');
    await once(next, 'data');
    next.destroy();
  });

  it('ends all connections with itself', async (t) => {
    const { tunnel } = await setUp(t);
    const socket = connect(tunnel.port, '127.0.0.1');
    socket.write('x');
    await once(socket, 'data');
    socket.resume();
    tunnel.close();
    await once(socket, 'close');
    const late = connect(tunnel.port, '127.0.0.1');
    const [error] = await once(late, 'error');
    assert.equal(error.code, 'ECONNREFUSED');
  });
});
