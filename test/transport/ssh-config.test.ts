import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readSshConfig } from '../../src/transport/config-files.ts';
import { matchesAny, parseSshConfig, settingsFor } from '../../src/transport/ssh-config.ts';

const parse = (text: string) => parseSshConfig({ path: 'config', text }, () => []);
const values = (text: string, host: string, keyword: string) =>
  settingsFor(host, parse(text).settings)
    .filter((setting) => setting.keyword === keyword)
    .map((setting) => setting.values.join(' '));

describe('ssh_config', () => {
  const rows: readonly [what: string, text: string, host: string, keyword: string, expected: readonly string[]][] = [
    ['settings before any Host for all', 'User pi', 'x', 'user', ['pi']],
    ['keywords in any case, with = and quotes', 'Host x\n HostName = "a b"', 'x', 'hostname', ['a b']],
    ['an = without blanks', 'Port=2222', 'x', 'port', ['2222']],
    ['comments', '# User a\nUser b # c', 'x', 'user', ['b']],
    ['the first value first', 'Host x\nUser a\nHost *\nUser b', 'x', 'user', ['a', 'b']],
    ['other hosts left out', 'Host y\nUser a\nHost *\nUser b', 'x', 'user', ['b']],
    ['several patterns', 'Host a pi-? *.local\nUser p', 'pi-3', 'user', ['p']],
    ['exceptions', 'Host pi-* !pi-3\nUser p', 'pi-3', 'user', []],
    ['names in the case in which they are typed', 'Host PI\nUser a\nHost pi\nUser b', 'pi', 'user', ['b']],
    ['only an exception matches nothing', 'Host !pi-3\nUser p', 'pi-4', 'user', []],
    ['Match all', 'Host y\nUser a\nMatch all\nUser b', 'x', 'user', ['b']],
    ['Match of anything else left out', 'Match user pi\nUser a\nHost *\nUser b', 'x', 'user', ['b']],
    ['single quotes', "Host x\n IdentityFile '~/.ssh/with blank'", 'x', 'identityfile', ['~/.ssh/with blank']],
    ['a blank behind a backslash', 'IdentityFile ~/with\\ blank', 'x', 'identityfile', ['~/with blank']],
    ['quotes in the middle of a word', `IdentityFile a"b 'c"d'e'`, 'x', 'identityfile', [`ab 'cde`]],
    ['a # inside of a word', 'User a#b # c', 'x', 'user', ['a#b']],
    ['a keyword in quotes', '"User" b', 'x', 'user', ['b']],
    ['Windows line ends', 'Host x\r\n  User a\r\n', 'x', 'user', ['a']],
  ];
  for (const [what, text, host, keyword, expected] of rows)
    it(`reads ${what}`, () => assert.deepEqual(values(text, host, keyword), expected));

  it('notes the Match blocks that it leaves out', () => {
    const { notes } = parse('\nMatch exec "true"\n  User a');
    assert.deepEqual(notes, ['config:2: "Match" needs the program ssh: its settings are left out']);
  });

  it('takes patterns literally but for * and ?', () => {
    assert.ok(matchesAny('192.168.0.1', ['192.168.0.*']));
    assert.ok(!matchesAny('192x168.0.1', ['192.168.0.*']));
    assert.ok(matchesAny('[::1]:22', ['[::1]:22']));
    // Names in known_hosts are the same in any case, those of Host are not.
    assert.ok(matchesAny('pi-1.lan', ['PI-1.lan']));
  });
});

describe('files of ssh_config', () => {
  it('are included relative to the file, in order, and only for the hosts around the Include', async () => {
    const home = await mkdtemp('/tmp/mctest-home-');
    mkdirSync(join(home, '.ssh/conf.d'), { recursive: true });
    const file = (name: string, text: string) => writeFileSync(join(home, '.ssh', name), text);
    file('config', 'Host pi-*\nInclude conf.d/*.conf ~/.ssh/more nowhere none.d/*.conf\nHost *\nUser last');
    file('conf.d/b.conf', 'User b');
    file('conf.d/b.conf~', 'User backup');
    file('conf.d/.c.conf', 'User hidden');
    file('conf.d/a.conf', 'User a\nHost pi-2\nUser two');
    mkdirSync(join(home, '.ssh/conf.d/folder.conf'));
    file('more', 'Include config\nUser more');
    const { settings, notes } = readSshConfig({ home, configFiles: [join(home, '.ssh/config')] });
    assert.deepEqual(notes, [`${home}/.ssh/config:2: "Include" goes round in circles: it is left out`]);
    const users = (host: string) => {
      const found = settingsFor(host, settings).filter(({ keyword }) => keyword === 'user');
      return [...new Set(found.map((setting) => setting.values[0]))];
    };
    assert.deepEqual(users('pi-2'), ['a', 'two', 'b', 'last', 'more']);
    assert.deepEqual(users('pi-1'), ['a', 'b', 'last', 'more']);
    assert.deepEqual(users('other'), ['last']);
    rmSync(home, { recursive: true });
  });
});
