import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';

/** Asks a mirror and the internet, and prints what went wrong. */
const program = `
import { sourcesOf } from './src/artifacts/sources.ts';
const sources = sourcesOf({ cache: '/nowhere', mirror: process.env.MIRROR, pauses: [] });
const url = 'https://dl.k8s.io/release/v1.35.4/bin/linux/arm64/kubeadm.sha256';
for (const source of sources.slice(1)) await source.read(url).catch((error) => console.log(error.name, error.message));
`;

async function asked(t: TestContext, proxies: (address: string) => NodeJS.ProcessEnv, status = 404) {
  const heard: (string | undefined)[] = [];
  const proxy = createServer(({ url }, response) => {
    heard.push(url);
    response.writeHead(404).end();
  });
  proxy.on('connect', ({ url }, socket) => {
    heard.push(`CONNECT ${url}`);
    socket.end(`HTTP/1.1 ${status} no\r\nContent-Length: 0\r\n\r\n`);
  });
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  t.after(() => proxy.close());
  const address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, MIRROR: 'http://mirror.invalid/bundle', ...proxies(address) };
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env, timeout: 60_000 });
  const { stdout } = await run;
  return { heard: heard.join('\n'), said: stdout.replaceAll(address, 'PROXY') };
}

describe('downloads', () => {
  it("go through the environment's proxy, with a scheme or without", async (t) => {
    const { heard, said } = await asked(t, (proxy) => ({ HTTP_PROXY: `http://${proxy}`, https_proxy: proxy }));
    assert.match(heard, /^http:\/\/mirror\.invalid\/bundle\/dl\.k8s\.io\/release.*\nCONNECT dl\.k8s\.io:443$/);
    assert.match(
      said,
      /kubeadm\.sha256 can't be reached \(the proxy answers 404, through the proxy PROXY of https_proxy\)/,
    );
  });

  it('say that the proxy wants a password, and do not print one', async (t) => {
    const { said } = await asked(
      t,
      (proxy) => ({ ALL_PROXY: `ana:hunter2@${proxy}`, NO_PROXY: 'mirror.invalid' }),
      407,
    );
    assert.match(
      said,
      /the proxy wants a user and a password: http:\/\/USER:PASSWORD@HOST:PORT, through the proxy PROXY of ALL_PROXY/,
    );
    assert.doesNotMatch(said, /hunter2/);
  });

  it('go past the proxy where NO_PROXY says so, also in forms that Node does not know', async (t) => {
    const { heard } = await asked(t, (proxy) => ({
      http_proxy: proxy,
      https_proxy: proxy,
      MIRROR: 'http://127.1.2.3:9',
      NO_PROXY: '127.0.0.0/8 k8s.io',
    }));
    assert.equal(heard, '');
  });

  it('name a proxy that is not there', async (t) => {
    const { said } = await asked(t, () => ({ HTTPS_PROXY: 'proxy.invalid:3128' }));
    assert.match(
      said,
      /sha256 can't be reached \((ENOTFOUND|EAI_AGAIN), through the proxy proxy\.invalid:3128 of HTTPS_PROXY\)/,
    );
  });

  it('refuse a proxy that they cannot use, once it would be needed', async (t) => {
    const { heard, said } = await asked(t, (proxy) => ({ HTTPS_PROXY: `socks5h://${proxy}`, http_proxy: proxy }));
    assert.match(heard, /^http:\/\/mirror\.invalid/);
    assert.match(
      said,
      /^UserError HTTPS_PROXY names a SOCKS proxy \(socks5h:\/\/\), and microcloud can only use HTTP proxies\.$/m,
    );
  });
});
