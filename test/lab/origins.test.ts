import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { canReachOrigins } from '../../lab/origins.ts';

for (const [status, reaches] of [
  [200, true],
  [403, false],
  [502, false],
] as const) {
  test(`it takes HTTP ${status} for ${reaches ? 'an origin' : 'no origin'}`, async (context) => {
    const server = createServer((_request, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
    context.after(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    assert.equal(await canReachOrigins(`http://127.0.0.1:${port}/`), reaches);
  });
}

test('it takes a refused connection for no origin', async () => {
  assert.equal(await canReachOrigins('http://127.0.0.1:1/'), false);
});
