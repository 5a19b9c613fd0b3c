import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { cleanInfo, cleanMembers } from '../../publisher/clean-members.ts';
import { entryText } from '../../publisher/entry.ts';

const exec = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'microcloud-clean-'));
after(() => rmSync(directory, { recursive: true }));

const own = { addresses: new Set(['192.168.0.201', '192.168.0.202']), names: new Set(['pi-1', 'pi-2']) };
const good = {
  s: 'syncthing',
  d: 'files',
  m: 'x.guifi.local',
  i: '10.0.0.9',
  p: '22000',
  e: 'abc',
  t: 'node_id=AB-1&x=2',
};
const pack = (text: string | Buffer) => execFileSync('bzip2', ['-9c'], { input: text }).toString('base64');
const tagOf = (...entries: readonly object[]) => pack(`[${entries.map((entry) => JSON.stringify(entry)).join()}]\n`);
const member = (services: string | undefined, changes: object = {}) => ({
  ...{ name: 'abc', addr: '10.0.0.9:5000', port: 5000, status: 'alive', protocol: { max: 5 } },
  tags: { k: 'abcd', ...(services === undefined ? {} : { services }) },
  ...changes,
});

/** What Cloudy's list has of these members: unpacked as its own programs do. */
function shown(...members: readonly object[]): readonly (typeof good)[] {
  const clean = cleanMembers({ members }, own) as { members: { tags: { services?: string } }[] };
  return clean.members.flatMap(({ tags: { services } }) => (services === undefined ? [] : unpacked(services)));
}

function unpacked(services: string) {
  return JSON.parse(execFileSync('bunzip2', ['-c'], { input: Buffer.from(services, 'base64') }).toString());
}

const hostile: Readonly<Record<string, object>> = {
  'a script in its description': { d: '<script>fetch("/index.php/default/system/id")</script>' },
  'a script in the name of its node': { m: '<img src=x onerror=alert(1)>.guifi.local' },
  "quotes that end an attribute's value": { e: `x' onmouseover='alert(1)` },
  PHP: { d: '<?php system("id"); ?>', t: '<?= `id` ?>' },
  'words of a shell': { d: '$(id) `id` ;id |id &id', t: 'a=$(id)&b=`id`' },
  'signs that a shell makes names of files of': { d: '* ? [a]' },
  'control characters': { d: '\u001b[2J\u001b]52;c;aWQ=\u0007\r\nx', t: 'a\u0000b' },
  'letters that turn the direction': { d: '\u202egnp.exe', m: '\u2066x\u2069' },
  'another field': { onclick: 'alert(1)', node_id: "x' onclick='alert(1)" },
};

const dropped: Readonly<Record<string, object>> = {
  'a type that is a regular expression and a word of a command': { s: '.*;id' },
  'a type that is none': { s: ['x'] },
  'an address that is a script': { i: '"><script>' },
  'an address with words behind it': { i: '10.0.0.9 evil' },
  'a port that is none': { p: '80/x' },
  'a port that is too high': { p: '70000' },
  "one of our nodes' addresses": { i: '192.168.0.202' },
  "one of our nodes' names": { m: 'pi-2.guifi.local' },
};

const fine = /^[\p{L}\p{M}\p{N}._:/@+=&-]*$/u;

describe("Cloudy's list", () => {
  it('shows what honest nodes publish, byte for byte', () => {
    const ours = entryText(
      { type: 'kubernetes', title: 'wiki', port: 30080, text: 'NodePort' },
      { cluster: 'home', node: 'pi-2', address: '192.168.0.202' },
    );
    assert.deepEqual(shown(member(tagOf(good))), [good]);
    const clean = cleanMembers({ members: [member(pack(`[${ours}]\n`), { addr: '192.168.0.202:5000' })] }, own);
    const [
      {
        tags: { services },
      },
    ] = (clean as { members: [{ tags: { services: string } }] }).members;
    assert.equal(execFileSync('bunzip2', ['-c'], { input: Buffer.from(services, 'base64') }).toString(), `[${ours}]\n`);
  });

  for (const [what, changes] of Object.entries(hostile)) {
    it(`makes harmless ${what}`, () => {
      const [entry] = shown(member(tagOf({ ...good, ...changes })));
      assert.deepEqual(Object.keys(entry ?? {}), Object.keys(good));
      for (const value of Object.values(entry!)) assert.match(value, fine);
    });
  }

  for (const [what, changes] of Object.entries(dropped)) {
    it(`leaves out an entry with ${what}, and shows the next one`, () => {
      assert.deepEqual(shown(member(tagOf({ ...good, ...changes }, good))), [good]);
    });
  }

  it('leaves out what nobody can read, and shows the next member', () => {
    const noise = [
      member('garbage'),
      member(undefined, { name: `x' onclick='alert(1)` }),
      member(tagOf(good), { addr: '<b>:5000' }),
      member(tagOf(good), { status: '<b>' }),
      member(undefined, { tags: null }),
      member(undefined, { tags: { services: ['x'] } }),
      member(pack('[null, 7, [], "x", {}]\n')),
      null,
      7,
    ];
    assert.deepEqual(shown(...(noise as object[]), member(tagOf(good))), [good]);
    for (const answer of [null, {}, { members: 'x' }]) assert.deepEqual(cleanMembers(answer, own), { members: [] });
  });

  it('unpacks 400 million bytes of nobody, and not a second stream behind the first', { timeout: 30_000 }, () => {
    const bomb = execFileSync('sh', ['-c', 'head -c 400000000 /dev/zero | bzip2 -9'], { encoding: 'buffer' });
    assert.ok(bomb.toString('base64').length < 512);
    const two = Buffer.concat([Buffer.from(tagOf(good), 'base64'), bomb]).toString('base64');
    assert.deepEqual(shown(member(bomb.toString('base64')), member(two)), [good]);
  });

  it('is fine whatever members say', () => {
    fc.assert(
      fc.property(fc.array(fc.object({ key: fc.constantFrom(...Object.keys(good), 'x') })), (entries) => {
        for (const entry of shown(member(tagOf(...entries.map((entry) => ({ ...good, ...entry })))))) {
          for (const value of Object.values(entry)) assert.match(String(value), fine);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('has of the own agent its name and its entries', () => {
    const info = {
      agent: { name: 'abc', x: '<b>' },
      runtime: { os: '<b>' },
      tags: { k: 'x', services: tagOf({ ...good, d: '"' }) },
    };
    const { agent, tags } = cleanInfo(info) as { agent: object; tags: { services: string } };
    assert.deepEqual([agent, Object.keys(tags)], [{ name: 'abc' }, ['services']]);
    assert.deepEqual(unpacked(tags.services), [{ ...good, d: '' }]);
  });
});

describe("the program that Cloudy's programs take for Serf", () => {
  const serf = join(directory, 'serf');
  const call = (...words: string[]) =>
    exec(process.execPath, [resolve(import.meta.dirname, '../../publisher/cloudy-serf.ts'), ...words], {
      env: { ...process.env, CLOUDY_SERF_PROGRAM: serf },
    });
  const answers = (script: string) => writeFileSync(serf, `#!/bin/sh\n${script}\n`, { mode: 0o755 });

  it('asks for JSON, and hands on nothing that Serf does not know', async () => {
    answers(`echo "$*" >${directory}/asked; echo '{"members":[]}'`);
    assert.equal((await call('members', '-status=alive', '-format', 'json', '-x=$(id)')).stdout, '{"members":[]}\n');
    assert.equal(execFileSync('cat', [`${directory}/asked`]).toString(), 'members -format=json -status=alive\n');
  });

  it('fails where Serf fails, and says why without control characters', async () => {
    answers(`printf 'Error: \\033[2J<b>connection refused\\n'; exit 1`);
    const failure = { code: 1, stdout: '', stderr: 'Error: __2J_b_connection refused\n\n' };
    await assert.rejects(call('info', '-format', 'json'), failure);
  });

  it('makes harmless what any other command says', async () => {
    answers(`printf 'Ack from <script>\\n'`);
    assert.equal((await call('reachability')).stdout, 'Ack from _script_\n\n');
  });
});
