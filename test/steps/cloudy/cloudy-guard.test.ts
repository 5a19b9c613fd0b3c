import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { listeningPort } from '../../support/listening-port.ts';
import { until } from '../../support/until.ts';

const hasPhp = spawnSync('php', ['--version']).status === 0;
const guard = resolve(import.meta.dirname, '../../../templates/cloudy-guard.php');
const unit = resolve(import.meta.dirname, '../../../templates/cdistro.service');
/** As Cloudy's: it lets in by a cookie of a session, and calls what the path names. */
const page = `<?php session_start();
if (isset($_POST['password'])) $_SESSION['user'] = 'pi';
if (!isset($_SESSION['user'])) exit('login');
$words = explode('/', $_SERVER['PATH_INFO'] ?? '/default/index');
if ($words[2] === 'index') exit('welcome, ' . $_SESSION['user']);
exit('did ' . (function_exists($words[2]) ? call_user_func_array($words[2], array_slice($words, 3)) : $words[2]));`;

let directory: string;
let port: number;
let server: ChildProcess | undefined;
/** Of somebody who is logged in. */
let cookie: string;

before(async () => {
  if (!hasPhp) return;
  directory = mkdtempSync(join(tmpdir(), 'microcloud-guard-'));
  writeFileSync(join(directory, 'index.php'), page);
  writeFileSync(join(directory, 'other.php'), '<?php exit("did other");');
  const free = createServer();
  port = await listeningPort(free);
  await new Promise((closed) => free.close(closed));
  const { stdout } = spawnSync('sed', ['-n', 's/^ExecStart=//p', unit], { encoding: 'utf8' });
  const words = stdout
    .trim()
    .split(' ')
    .slice(1)
    .map((word) => {
      if (word.startsWith('auto_prepend_file=')) return `auto_prepend_file=${guard}`;
      if (word === '0.0.0.0:7000') return `0.0.0.0:${port}`;
      return word === '/var/local/cDistro' ? directory : word;
    });
  server = spawn('php', ['-d', `session.save_path=${directory}`, ...words], { stdio: 'ignore' });
  await until(() => ask('/'), 10);
  cookie = await logIn();
});
after(() => {
  server?.kill();
  if (directory) rmSync(directory, { recursive: true });
});

interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Where the request comes from, on this machine. */
  readonly localAddress?: string;
}

async function ask(path: string, { body = '', ...options }: Asking = {}) {
  const answer = await new Promise<import('node:http').IncomingMessage>((resolved, rejected) => {
    const asking = request({ host: '127.0.0.1', port, path, ...options }, resolved);
    asking.on('error', rejected).end(body);
  });
  return { status: answer.statusCode, said: await text(answer), headers: answer.headers };
}

const own = () => ({ referer: `http://127.0.0.1:${port}/` });

async function logIn(options: Asking = {}): Promise<string> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...own(), ...options.headers };
  const { headers: answered } = await ask('/', { ...options, method: 'POST', headers, body: 'user=pi&password=x' });
  return answered['set-cookie']?.[0]?.split(';')[0] ?? '';
}

describe("the guard before Cloudy's pages", { skip: !hasPhp && 'no php' }, () => {
  it('lets somebody log in and use the pages', async () => {
    assert.equal((await ask('/', { headers: { cookie } })).said, 'welcome, pi');
    assert.equal((await ask('/index.php/serf/stopprogram', { headers: { cookie, ...own() } })).said, 'did stopprogram');
  });

  it('gives a cookie that no script reads and no other site makes browsers send', async () => {
    const { headers } = await ask('/');
    assert.match(headers['set-cookie']?.[0] ?? '', /; HttpOnly; SameSite=Strict$/);
  });

  const foreign: Readonly<Record<string, Asking & { readonly path?: string }>> = {
    'a link of another site': { headers: { referer: 'http://evil.example/' } },
    'a link of a site that hides itself': {},
    'an image of a page on another port of the node': { headers: { referer: 'http://127.0.0.1:30080/' } },
    'an address that begins like its own': { headers: { referer: 'http://127.0.0.1:70001.evil.example/' } },
    'a form of another site': { method: 'POST', headers: { origin: 'http://evil.example' } },
    'a form of a site that hides itself': { method: 'POST', headers: { origin: 'null' } },
    'a form that says nothing': { method: 'POST' },
    'a form of another site to the first page': {
      method: 'POST',
      path: '/',
      headers: { origin: 'http://evil.example' },
    },
    'a site that the browser calls another one': { headers: { 'sec-fetch-site': 'cross-site' } },
    'another port, which the browser calls the same site': { headers: { 'sec-fetch-site': 'same-site' } },
    'a page that is not the entrance': { path: '/other.php', headers: { referer: 'OWN' } },
    "PHP's own functions": { path: '/index.php/default/system/id', headers: { referer: 'OWN' } },
    "PHP's own functions in capitals": { path: '/index.php/default/SYSTEM/id', headers: { referer: 'OWN' } },
    'a program that nobody has checked': { path: '/index.php/serf/getprogram', headers: { referer: 'OWN' } },
    'a name that anybody may own': { path: '/', headers: { host: 'evil.example:7000' } },
    'a method that does more': { method: 'DELETE', headers: { referer: 'OWN' } },
  };
  for (const [what, { path = '/index.php/serf/stopprogram', headers = {}, ...options }] of Object.entries(foreign)) {
    it(`refuses ${what}`, async () => {
      const sent = { cookie, ...headers, ...(headers.referer === 'OWN' ? own() : {}) };
      const { status, said } = await ask(path, { ...options, headers: sent });
      assert.ok(status !== undefined && status >= 400, `${status}: ${said}`);
      assert.doesNotMatch(said, /did|uid=|welcome/);
    });
  }

  const names = () => ['127.0.0.1', 'localhost', hostname(), `${hostname()}.local`, `${hostname()}.fritz.box`, '[::1]'];
  it('answers to its addresses, and to its name in a home', async () => {
    for (const name of names()) {
      assert.equal((await ask('/', { headers: { host: `${name}:7000` } })).status, 200, name);
    }
    assert.equal((await ask('/', { headers: { host: `${hostname()}.evil.example` } })).status, 421);
  });

  it('refuses a cookie that another machine has stolen, and leaves the session to its owner', async () => {
    const stolen = await ask('/', { localAddress: '127.0.0.2', headers: { cookie, ...own() } });
    assert.deepEqual([stolen.status, /welcome/.test(stolen.said)], [403, false]);
    assert.equal((await ask('/', { headers: { cookie } })).said, 'welcome, pi');
  });

  it('takes no session that another machine has prepared', async () => {
    const laid = (await ask('/', { localAddress: '127.0.0.2' })).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const headers = { cookie: laid, 'content-type': 'application/x-www-form-urlencoded', ...own() };
    const { status } = await ask('/', { method: 'POST', headers, body: 'user=pi&password=x' });
    assert.equal(status, 403);
    assert.equal((await ask('/', { localAddress: '127.0.0.2', headers: { cookie: laid } })).said, 'login');
  });

  it('is not shown inside other pages', async () => {
    const { headers } = await ask('/');
    assert.equal(headers['x-frame-options'], 'DENY');
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/);
  });
});
