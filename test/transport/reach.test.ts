import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { locator } from '../../src/transport/reach.ts';

/** Takes connections at these addresses of this machine, on one port, and counts them. */
async function listen(t: TestContext, hosts: readonly string[]) {
  const counts = new Map(hosts.map((host) => [host, 0]));
  let port = 0;
  for (const host of hosts) {
    const server: Server = createServer((socket) => {
      counts.set(host, (counts.get(host) ?? 0) + 1);
      socket.on('error', () => {}).resume();
    }).listen(port, host);
    t.after(() => server.close());
    await once(server, 'listening');
    port = (server.address() as { port: number }).port;
  }
  return { port, counts };
}

describe('the address of a node that may have moved', () => {
  it('is the earlier one of two that do, and the later one is left alone', async (t) => {
    const { port, counts } = await listen(t, ['127.0.0.1', '127.0.0.2']);
    assert.equal(await locator(['127.0.0.1', '127.0.0.2'], port)(), '127.0.0.1');
    // Longer than its head start: a try that goes on would have come by now.
    await sleep(400);
    assert.equal(counts.get('127.0.0.2'), 0);
  });

  it('is the later one when nothing listens at the earlier', async (t) => {
    const { port } = await listen(t, ['127.0.0.2']);
    assert.equal(await locator(['127.0.0.1', '127.0.0.2'], port)(), '127.0.0.2');
  });

  it('is each in turn, the last first, while none does', async (t) => {
    const { port } = await listen(t, ['127.0.0.3']);
    const locate = locator(['127.0.0.1', '127.0.0.2'], port);
    assert.deepEqual([await locate(), await locate(), await locate()], ['127.0.0.2', '127.0.0.1', '127.0.0.2']);
  });

  it('is the one where a machine refuses, rather than one where nobody is', async (t) => {
    const { port } = await listen(t, ['127.0.0.3']);
    const locate = locator(['127.0.0.1', 'nobody.invalid'], port);
    assert.deepEqual([await locate(), await locate()], ['127.0.0.1', '127.0.0.1']);
  });

  it('is the only one without a look', async () => {
    assert.equal(await locator(['pi-1.local'], 22)(), 'pi-1.local');
  });
});
