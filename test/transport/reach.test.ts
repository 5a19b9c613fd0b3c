import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { locator } from '../../src/transport/reach.ts';

/** Listens on these addresses of the loopback network, all on one port. */
async function listen(addresses: readonly string[], port = 0): Promise<{ port: number; stop: () => void }> {
  const [first = '', ...others] = addresses;
  const server = createServer();
  const taken = await new Promise<number>((settle) => {
    server.listen(port, first, () => settle((server.address() as { port: number }).port));
  });
  const rest = others.length > 0 ? await listen(others, taken) : { stop: () => {} };
  return {
    port: taken,
    stop: () => {
      server.close();
      rest.stop();
    },
  };
}

const [moved, old] = ['127.0.0.77', '127.0.0.78'] as const;
const rows: readonly [title: string, listening: readonly string[], found: string][] = [
  ['it prefers the earlier of two addresses that answer', [moved, old], moved],
  ['it finds the node at its old address', [old], old],
  ['it finds the node at its new address', [moved], moved],
];
for (const [title, listening, found] of rows) {
  test(title, async () => {
    const { port, stop } = await listen(listening);
    assert.equal(await locator([moved, old], port)(), found);
    stop();
  });
}

test('it takes silent addresses in turn, the last first', async () => {
  const { port, stop } = await listen([moved]);
  stop();
  const locate = locator([moved, old], port);
  assert.deepEqual([await locate(), await locate(), await locate()], [old, moved, old]);
});

test('it does not knock at the only address', async () => {
  assert.equal(await locator(['192.0.2.1'], 22)(), '192.0.2.1');
});
