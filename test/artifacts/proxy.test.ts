import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';

const program = `
import { sourcesOf } from './src/artifacts/sources.ts';
const sources = sourcesOf({ cache: '/nowhere', mirror: 'http://mirror.invalid/bundle', pauses: [] });
await sources[1].read('https://dl.k8s.io/release/v1.35.4/bin/linux/arm64/kubeadm.sha256').catch(() => {});
`;

describe('downloads', () => {
  it("go through the environment's proxy", async (t) => {
    const asked: (string | undefined)[] = [];
    const proxy = createServer(({ url }, response) => {
      asked.push(url);
      response.writeHead(404).end();
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
    t.after(() => proxy.close());
    const env = {
      ...process.env,
      NO_PROXY: '',
      HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    };
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env, timeout: 20_000 });
    assert.match(asked.join(' '), /http:\/\/mirror\.invalid\/bundle\/dl\.k8s\.io\/release/);
  });
});
