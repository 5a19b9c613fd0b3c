import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import type { Endpoint } from '../../src/transport/endpoint.ts';
import { finder, type HeadStart } from '../../src/transport/find-route.ts';
import { lastOf } from '../../src/transport/routes.ts';
import type { Route } from '../../src/transport/way.ts';
import { endpointLike } from '../support/endpoints.ts';

/** Takes connections at these addresses of this machine, on one port, and counts them. */
async function listen(t: TestContext, hosts: readonly string[]) {
  const counts = new Map(hosts.map((host) => [host, 0]));
  let port = 0;
  for (const host of hosts) {
    const server = createServer((socket) => {
      counts.set(host, (counts.get(host) ?? 0) + 1);
      socket.on('error', () => {}).end(`at ${host}`);
    }).listen(port, host);
    t.after(() => server.close());
    await once(server, 'listening');
    port = (server.address() as { port: number }).port;
  }
  return { port, counts };
}

interface Options {
  /** What is special about the way to an address. */
  readonly ways?: Readonly<Record<string, Partial<Endpoint> & { readonly jump?: string }>>;
  readonly headStart?: HeadStart;
}

/** Finds a way among those to some addresses, again and again. */
function finderOf(hosts: readonly [string, ...string[]], port: number, { ways = {}, headStart }: Options = {}) {
  const routeTo = (address: string): Route => {
    const { jump, ...more } = ways[address] ?? {};
    const end = { ...endpointLike({ node: 'pi-1', address, port }), ...more };
    return jump ? [endpointLike({ node: jump, address: jump, port }), end] : [end];
  };
  const [first, ...others] = hosts;
  const find = finder([routeTo(first), ...others.map(routeTo)], undefined, headStart);
  return async () => {
    const { route, socket } = await find();
    const [greeting] = socket ? await once(socket.setEncoding('utf8'), 'data') : [];
    return { host: lastOf(route).host, greeting };
  };
}

describe('the way to a node that may have moved', () => {
  it('is the earlier one of two that are open, over one connection, and the later one is left alone', async (t) => {
    const { port, counts } = await listen(t, ['127.0.0.1', '127.0.0.2']);
    const over: string[] = [];
    const headStart: HeadStart = async (earlier, signal) => {
      await once(signal, 'abort');
      over.push(`the one behind ${earlier}`);
      throw signal.reason;
    };
    const found = await finderOf(['127.0.0.1', '127.0.0.2'], port, { headStart })();
    assert.deepEqual(found, { host: '127.0.0.1', greeting: 'at 127.0.0.1' });
    assert.deepEqual(over, ['the one behind 1']);
    assert.deepEqual([...counts.values()], [1, 0]);
  });

  it('is the first that takes a connection, each begun a moment after the one before it', async (t) => {
    const { port } = await listen(t, ['127.0.0.4']);
    const begun: number[] = [];
    const headStart: HeadStart = async (earlier) => begun.push(earlier);
    const found = await finderOf(['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'], port, { headStart })();
    assert.equal(found.host, '127.0.0.4');
    assert.deepEqual(begun, [1, 2, 3]);
  });

  it('is the later one when nothing listens at the earlier', async (t) => {
    const { port } = await listen(t, ['127.0.0.2']);
    const found = await finderOf(['127.0.0.1', '127.0.0.2'], port)();
    assert.deepEqual(found, { host: '127.0.0.2', greeting: 'at 127.0.0.2' });
  });

  it('is each in turn, the last first, while none is open', async (t) => {
    const { port } = await listen(t, ['127.0.0.3']);
    const find = finderOf(['127.0.0.1', '127.0.0.2'], port);
    assert.deepEqual(
      [await find(), await find(), await find()].map(({ host }) => host),
      ['127.0.0.2', '127.0.0.1', '127.0.0.2'],
    );
  });

  it('is the one where a machine refuses, rather than one where nobody is', async (t) => {
    const { port } = await listen(t, ['127.0.0.3']);
    const find = finderOf(['127.0.0.1', 'nobody.invalid'], port);
    assert.deepEqual([(await find()).host, (await find()).host], ['127.0.0.1', '127.0.0.1']);
  });

  it('is where ssh_config(5) leads to', async (t) => {
    const { port } = await listen(t, ['127.0.0.2']);
    const find = finderOf(['127.0.0.1', 'pi-1.invalid'], port, { ways: { 'pi-1.invalid': { host: '127.0.0.2' } } });
    assert.deepEqual(await find(), { host: '127.0.0.2', greeting: 'at 127.0.0.2' });
  });

  it('is each in its order behind a jump host or a command, which are left alone', async (t) => {
    const { port, counts } = await listen(t, ['127.0.0.1', '127.0.0.2', '127.0.0.3']);
    for (const way of [{ jump: '127.0.0.3' }, { proxyCommand: 'nc %h %p' }]) {
      const find = finderOf(['127.0.0.1', '127.0.0.2'], port, { ways: { '127.0.0.1': way, '127.0.0.2': way } });
      assert.deepEqual(await find(), { host: '127.0.0.1', greeting: undefined });
      assert.deepEqual(await find(), { host: '127.0.0.2', greeting: undefined });
    }
    assert.deepEqual([...counts.values()], [0, 0, 0]);
  });
});
