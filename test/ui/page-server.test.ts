import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { createEventStream } from '../../src/ui/event-stream.ts';
import { servePage } from '../../src/ui/page-server.ts';
import { askPage } from '../support/browser-request.ts';

const files = new Map([['', { type: 'text/html; charset=utf-8', content: '<title>the page</title>' }]]);

/** A server with one look and one act, and the browser that has come in. */
async function setUp(t: TestContext) {
  const started: unknown[] = [];
  const looks = {
    status: async () => ({ said: 'red \u001b[31m, turned \u202e' }),
    broken: async () => Promise.reject(new UserError('pi-1 is off.', { hints: ['switch it on'] })),
    wrong: async () => Promise.reject(new TypeError('x is undefined')),
  };
  const acts = { start: (sent: unknown) => void started.push(sent) };
  const stream = createEventStream(() => ({ change: { kind: 'none' } }));
  const server = await servePage({ files, looks, acts, stream }, 0);
  t.after(() => server.close());
  const { origin, pathname } = new URL(server.address);
  const folder = `${origin}${pathname}`;
  const json = { 'Content-Type': 'application/json' };
  return { ...server, origin, folder, started, json };
}

async function enter(address: string): Promise<string> {
  const { headers } = await askPage(address);
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

describe('the page of ui', () => {
  it('lets in who comes with its address, and is then without a token', async (t) => {
    const { address, folder } = await setUp(t);
    const { status, headers, text } = await askPage(address, { headers: { 'Sec-Fetch-Site': 'cross-site' } });
    assert.equal(status, 200);
    assert.match(
      headers['set-cookie']?.[0] ?? '',
      /^session=[\w-]{32}; Path=\/[\w-]{32}\/; HttpOnly; SameSite=Strict$/,
    );
    assert.match(text, /url=\.\//);
    // A browser that is slow to go on would ask for /favicon.ico, outside the folder and without the cookie.
    assert.match(text, /<link rel="icon" href="icon\.svg">/);
    const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    assert.equal((await askPage(folder, { headers: { cookie } })).text, '<title>the page</title>');
  });

  it('says on every answer that nothing is kept, framed, or loaded from elsewhere', async (t) => {
    const { address, folder } = await setUp(t);
    const cookie = await enter(address);
    for (const path of ['', 'api/status', 'api/events', 'no']) {
      const { headers } = await askPage(`${folder}${path}`, { headers: { cookie } });
      assert.equal(headers['cache-control'], 'no-store', path);
      assert.match(String(headers['content-security-policy']), /^default-src 'none'; .*frame-ancestors 'none'$/, path);
      assert.equal(headers['referrer-policy'], 'no-referrer', path);
      assert.equal(headers['x-content-type-options'], 'nosniff', path);
    }
  });

  it('answers with what is looked up, cleaned of what moves cursors and turns letters', async (t) => {
    const { address, folder } = await setUp(t);
    const cookie = await enter(address);
    const { status, text } = await askPage(`${folder}api/status`, { headers: { cookie } });
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(text), { said: 'red ·[31m, turned ·' });
  });

  it('says what is wrong, and what to type', async (t) => {
    const { address, folder } = await setUp(t);
    const cookie = await enter(address);
    const broken = await askPage(`${folder}api/broken`, { headers: { cookie } });
    assert.deepEqual(
      [broken.status, JSON.parse(broken.text)],
      [422, { message: 'pi-1 is off.', hints: ['switch it on'] }],
    );
    const wrong = await askPage(`${folder}api/wrong`, { headers: { cookie } });
    assert.equal(wrong.status, 500);
    assert.match(JSON.parse(wrong.text).hints[0], /a bug in microcloud/);
  });

  it('starts something for its own page, and tells all windows how things are', async (t) => {
    const { address, folder, origin, started, json } = await setUp(t);
    const cookie = await enter(address);
    const headers = { cookie, origin, ...json };
    assert.equal(
      (await askPage(`${folder}api/start`, { method: 'POST', headers, body: '{"verb":"init"}' })).status,
      200,
    );
    assert.deepEqual(started, [{ verb: 'init' }]);
    const events = await askPage(`${folder}api/events`, { headers: { cookie } });
    assert.equal(events.text, 'event: change\ndata: {"kind":"none"}\n\n');
  });

  it('listens on this computer only, and says when its port is taken', async (t) => {
    const { address, port } = await setUp(t);
    assert.match(address, new RegExp(`^http://127\\.0\\.0\\.1:${port}/`));
    const content = { files, looks: {}, acts: {}, stream: createEventStream(() => ({})) };
    await assert.rejects(servePage(content, port), {
      message: `Port ${port} cannot be used: it is taken.`,
      exitCode: 2,
    });
  });
});

describe('the page of ui refuses', () => {
  it('a wrong token, an empty one, and none', async (t) => {
    const { folder, address } = await setUp(t);
    const wrong = new URL(address);
    wrong.searchParams.set('token', 'A'.repeat(32));
    for (const one of [folder, `${folder}?token=`, wrong.href, `${folder}?token=%00`]) {
      const { status, headers, text } = await askPage(one);
      assert.equal(status, 401, one);
      assert.equal(headers['set-cookie'], undefined);
      assert.match(text, /not open to you/);
    }
    assert.equal((await askPage(address)).status, 200, 'wrong tokens do not use up the right one');
  });

  it('the right token a second time, but not the browser that has come in', async (t) => {
    const { address } = await setUp(t);
    const cookie = await enter(address);
    const { status, headers, text } = await askPage(address);
    assert.equal(status, 401);
    assert.equal(headers['set-cookie'], undefined);
    assert.match(text, /used already[\s\S]*Ctrl-C/);
    assert.equal((await askPage(address, { headers: { cookie } })).text, '<title>the page</title>');
  });

  it('the token where it lets in nobody: on files, on what is looked up, on what is started', async (t) => {
    const { address, folder, origin, json } = await setUp(t);
    const { search } = new URL(address);
    assert.equal((await askPage(`${folder}api/status${search}`)).status, 401);
    assert.equal((await askPage(`${folder}api/events${search}`)).status, 401);
    const headers = { origin, ...json };
    assert.equal((await askPage(`${folder}api/start${search}`, { method: 'POST', headers, body: '{}' })).status, 401);
    assert.equal((await askPage(address)).status, 200);
  });

  it('a wrong cookie, and part of the right one', async (t) => {
    const { address, folder } = await setUp(t);
    const cookie = await enter(address);
    for (const one of ['session=', `session=${'A'.repeat(32)}`, cookie.slice(0, -1), `x${cookie}`, `${cookie}A`])
      assert.equal((await askPage(`${folder}api/status`, { headers: { cookie: one } })).status, 401, one);
  });

  it('every host but its own address: a name that points here (DNS rebinding), another port, localhost', async (t) => {
    const { address, folder, port } = await setUp(t);
    const cookie = await enter(address);
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
      `localhost:${port}`,
    ]) {
      const { status } = await askPage(`${folder}api/status`, { headers: { cookie, host } });
      assert.equal(status, 421, host);
    }
    assert.equal((await askPage(address, { headers: { host: 'evil.example' } })).status, 421);
  });

  it('what another page or nobody known starts, and what another page reads', async (t) => {
    const { address, folder, origin, port, started, json } = await setUp(t);
    const cookie = await enter(address);
    const origins = [
      'http://evil.example',
      `http://127.0.0.1:${port + 1}`,
      `http://localhost:${port}`,
      'null',
      `${origin}.evil.example`,
    ];
    for (const one of [...origins, undefined]) {
      const headers = { cookie, ...json, ...(one === undefined ? {} : { origin: one }) };
      assert.equal(
        (await askPage(`${folder}api/start`, { method: 'POST', headers, body: '{}' })).status,
        403,
        `${one}`,
      );
    }
    for (const site of ['cross-site', 'same-site', 'none']) {
      const headers = { cookie, 'Sec-Fetch-Site': site };
      assert.equal((await askPage(`${folder}api/status`, { headers })).status, 403, site);
    }
    assert.deepEqual(started, []);
  });

  it('what is no JSON, is too long, or comes as a form', async (t) => {
    const { address, folder, origin, started, json } = await setUp(t);
    const cookie = await enter(address);
    const send = (body: string, type = json) =>
      askPage(`${folder}api/start`, { method: 'POST', headers: { cookie, origin, ...type }, body });
    assert.equal((await send('{')).status, 422);
    assert.equal((await send(JSON.stringify('x'.repeat(20_000)))).status, 422);
    assert.equal((await send('a=b', { 'Content-Type': 'application/x-www-form-urlencoded' })).status, 422);
    assert.deepEqual(started, []);
  });

  it('paths that it does not have, and ways to reach other files', async (t) => {
    const { address, folder, origin } = await setUp(t);
    const cookie = await enter(address);
    const paths = [
      'no',
      '../',
      '..%2f..%2fetc/passwd',
      'api/',
      'api/no',
      'api/constructor',
      'api/__proto__',
      'api/start',
    ];
    for (const path of paths)
      assert.equal((await askPage(`${folder}${path}`, { headers: { cookie } })).status, 404, path);
    assert.equal((await askPage(`${origin}/`, { headers: { cookie } })).status, 404);
    const post = { method: 'POST', headers: { cookie, origin } };
    assert.equal((await askPage(`${folder}api/status`, post)).status, 404);
  });
});
