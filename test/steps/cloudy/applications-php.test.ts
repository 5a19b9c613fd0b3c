import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { template } from '../../../src/resources/template.ts';
import { listeningPort } from '../../support/listening-port.ts';
import { until } from '../../support/until.ts';

const hasPhp = spawnSync('php', ['--version']).status === 0;
/** What Cloudy gives to its pages, as far as this page uses it. */
const cloudy = `<?php session_start(); $staticFile = '/index.php';
function hlc($text) { return "<h1>$text</h1>"; }
function hl($text) { return "<h4>$text</h4>"; }
function par($text) { return "<p>$text</p>"; }
function addTableHeader($values) { return '<table><tbody>'; }
function setFlash($text) { $_SESSION['flash'] = $text; }
$known = array();
function addS($text, $other) { global $known; $known[$text] = $other; }
function t($text) { global $known; return $known[$text] ?? $text; }
$file = ($_COOKIE['language'] ?? 'en') . '.php';
if (file_exists($file)) require $file;
$words = explode('/', $_SERVER['PATH_INFO']);
require 'applications.php';
if (!function_exists($words[2])) exit('no such function');
$answer = call_user_func($words[2]);
echo ($_SESSION['flash'] ?? '') . '|' . ($answer['page'] ?? $answer['url']);
unset($_SESSION['flash']);`;

const evil = `</td><script>alert(1)</script>'"`;
const listed = [
  { namespace: 'club', name: 'web', entries: [{ title: evil, port: 30080 }], state: 'running', ready: 2, wanted: 2 },
  { namespace: 'club', name: 'off', entries: [{ title: 'off', port: 30081 }], state: 'stopped', ready: 0, wanted: 0 },
  { namespace: 'club', name: 'fix', entries: [{ title: 'fix', port: 30082 }], state: 'fixed', ready: 0, wanted: 0 },
];
let directory: string;
let base: string;
let server: ChildProcess | undefined;
let cookie: string;

before(async () => {
  if (!hasPhp) return;
  directory = mkdtempSync(join(tmpdir(), 'microcloud-applications-'));
  const program = join(directory, 'program');
  const page = template('applications.php', {}).replace('/usr/local/lib/microcloud/cloudy-applications', program);
  writeFileSync(join(directory, 'applications.php'), page);
  for (const language of ['es', 'ca'])
    writeFileSync(join(directory, `${language}.php`), template(`applications.${language}.php`, {}));
  writeFileSync(join(directory, 'index.php'), cloudy);
  writeFileSync(join(directory, 'list.json'), JSON.stringify(listed));
  const script = `#!/bin/sh
[ "$1" = list ] && exec cat ${directory}/list.json
printf '%s\\n' "$@" >${directory}/asked
[ "$3" != broken ] || { echo '<b>refused</b>' >&2; exit 1; }`;
  writeFileSync(program, script);
  chmodSync(program, 0o755);
  const free = createServer();
  const port = await listeningPort(free);
  await new Promise((closed) => free.close(closed));
  base = `http://127.0.0.1:${port}/index.php`;
  const options = ['-d', `session.save_path=${directory}`, '-S', `127.0.0.1:${port}`, '-t', directory];
  server = spawn('php', options, { stdio: 'ignore' });
  await until(() => fetch(`${base}/applications/index`), 10);
  cookie = (await fetch(`${base}/applications/index`)).headers.get('set-cookie')?.split(';')[0] ?? '';
});
after(() => {
  server?.kill();
  if (directory) rmSync(directory, { recursive: true });
});

const ask = async (path: string, form?: Readonly<Record<string, string>>, language = 'en') => {
  const body = form && { method: 'POST', body: new URLSearchParams(form) };
  const headers = { cookie: `${cookie}; language=${language}` };
  return (await fetch(`${base}/applications/${path}`, { headers, ...body })).text();
};

function asked(): string {
  const text = readFileSync(join(directory, 'asked'), { encoding: 'utf8', flag: 'a+' });
  writeFileSync(join(directory, 'asked'), '');
  return text;
}

async function form(): Promise<Readonly<Record<string, string>>> {
  const [, token = ''] = /name='token' value='(\w+)'/.exec(await ask('index')) ?? [];
  assert.match(token, /^[0-9a-f]{32}$/);
  return { token, act: 'stop', namespace: 'club', name: 'web' };
}

describe("Cloudy's page of applications", { skip: !hasPhp && 'no php' }, () => {
  it('shows every text as a text', async () => {
    const html = await ask('index');
    assert.ok(html.includes('&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#039;&quot;'), html);
    assert.ok(!html.includes('<script'));
  });

  it('offers what can be done', async () => {
    const rows = (await ask('index')).split('<tr>').slice(1);
    const offered = rows.map((row) => [...row.matchAll(/Open|Stop|Start/g)].join(' '));
    assert.deepEqual(offered, ['Open Stop', 'Start', 'Open']);
    assert.match(rows[0] ?? '', /href='http:\/\/127\.0\.0\.1:30080\/'.*runs: 2 of 2|runs: 2 of 2.*href/);
  });

  it('asks its program, by words and not by a shell', async () => {
    const said = await ask('change_post', { ...(await form()), name: '$(touch x);`id`' });
    assert.match(said, /^\$\(touch x\);`id` is stopped.*\|\/index\.php\/applications$/);
    assert.equal(asked(), 'stop\nclub\n$(touch x);`id`\n');
  });

  it('says what went wrong', async () => {
    const said = await ask('change_post', { ...(await form()), act: 'start', name: 'broken' });
    assert.match(said, /^&lt;b&gt;refused&lt;\/b&gt;\|/);
    asked();
  });

  for (const [language, rows, said] of [
    [
      'es',
      ['en marcha: 2 de 2 Abrir 30080 Parar', 'parada Iniciar', 'no se puede parar aquí Abrir 30082'],
      'web está parada y sale de la lista de Cloudy.',
    ],
    [
      'ca',
      ['en marxa: 2 de 2 Obre 30080 Atura', 'aturada Inicia', 'no es pot aturar des d&#039;aquí Obre 30082'],
      'web està aturada i surt de la llista de Cloudy.',
    ],
  ] as const)
    it(`speaks the language that Cloudy speaks: ${language}`, async () => {
      const html = await ask('index', undefined, language);
      const shown = html.split('<tr>').slice(1);
      const words = (row: string) => row.replace(/.*?<span/s, '<span').replaceAll(/<[^>]*>/g, ' ');
      assert.deepEqual(
        shown.map((row) => words(row).trim().replaceAll(/ +/g, ' ')),
        rows,
      );
      assert.ok((await ask('change_post', await form(), language)).startsWith(said));
      asked();
    });

  it('changes nothing without the word of its own form', async () => {
    const right = await form();
    for (const wrong of [
      { token: '' },
      { token: 'x'.repeat(32) },
      { act: 'delete' },
      { 'token[]': right.token ?? '' },
    ]) {
      const sent: Record<string, string> = { ...right, ...wrong };
      if ('token[]' in wrong) delete sent.token;
      assert.match(await ask('change_post', sent), /^Nothing was changed/);
    }
    assert.match(await ask('change_post'), /^Nothing was changed/);
    assert.equal(asked(), '');
  });

  for (const word of ['ask', 'MicrocloudApplications::change', 'MicrocloudApplications', 'token'])
    it(`has no function ${word} to be called`, async () => assert.match(await ask(word), /^no such function/));
});
