import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { it } from 'node:test';
import { listenersIn, listenersOn } from '../../src/facts/listeners.ts';

it('reads programs and their ports, each once', () => {
  const stdout = `LISTEN 0 511          0.0.0.0:80        0.0.0.0:* users:(("nginx",pid=9,fd=6),("nginx",pid=8,fd=6))
LISTEN 0 511             [::]:80           [::]:* users:(("nginx",pid=9,fd=7))
LISTEN 0 128    192.168.0.201:443       0.0.0.0:*
`;
  assert.deepEqual(listenersIn(stdout), [
    { port: 80, program: 'nginx' },
    { port: 443, program: 'unknown' },
  ]);
  assert.deepEqual(listenersIn(''), []);
});

it('asks a real machine, and gets nothing once nobody listens there', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = () => {
    const { ask, parse } = listenersOn([port, 1]);
    assert.ok('wire' in ask);
    const { status, stdout } = spawnSync('dash', ['-s'], { input: ask.wire, encoding: 'utf8' });
    assert.equal(status, 0);
    return parse(stdout);
  };
  const found = asked();
  assert.deepEqual(
    found.map((one) => one.port),
    [port],
  );
  assert.match(found[0]?.program ?? '', /node|Main/);
  server.close();
  await once(server, 'close');
  assert.deepEqual(asked(), []);
});
