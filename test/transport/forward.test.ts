import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { LinkLostError } from '../../src/transport/connection.ts';
import { createAccount } from '../support/accounts.ts';
import { listeningPort } from '../support/listening-port.ts';
import { startSshd } from '../support/sshd.ts';
import { controlMachine, trust } from '../support/transport.ts';

/** A node behind a real sshd, and a port of its own that says back what it hears. */
async function setUp(t: TestContext, config: readonly string[] = []) {
  const machine = await controlMachine();
  const account = createAccount({});
  const sshd = await startSshd({ config, authorizedKeys: { [account.user]: [machine.publicKey] } });
  const server = createServer((socket) => socket.pipe(socket).on('error', () => {}));
  const port = await listeningPort(server);
  t.after(async () => {
    machine.remove();
    await sshd.stop();
    account.remove();
    server.close();
  });
  trust(machine, sshd);
  return { node: await machine.connect(sshd, { user: account.user }), sshd, port };
}

describe("a stream to a node's own port", () => {
  it('carries bytes both ways, beside what runs', async (t) => {
    const { node, port } = await setUp(t);
    const stream = await node.forward(port);
    stream.write('hello');
    assert.equal(String((await once(stream, 'data'))[0]), 'hello');
    assert.equal(node.execs, 0);
    stream.destroy();
  });

  it('is refused in words where nothing listens, and where sshd forbids it', async (t) => {
    const { node } = await setUp(t);
    await assert.rejects(node.forward(1), { name: 'UserError', message: /: nothing answers on its port 1\.$/ });
    const strict = await setUp(t, ['AllowTcpForwarding no']);
    await assert.rejects(strict.node.forward(strict.port), {
      name: 'UserError',
      message: /lets nobody go on to its ports through SSH\.$/,
    });
  });

  it('is lost with its link, and there again after reconnecting', async (t) => {
    const { node, port } = await setUp(t);
    node.close();
    await assert.rejects(node.forward(port), LinkLostError);
    await node.reconnect();
    (await node.forward(port)).destroy();
  });
});
