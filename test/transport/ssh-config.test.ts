import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readSshConfig } from '../../src/transport/config-files.ts';
import { endpointsOf } from '../../src/transport/endpoint.ts';
import type { Surroundings, Target } from '../../src/transport/options.ts';
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
    ['only an exception matches nothing', 'Host !pi-3\nUser p', 'pi-4', 'user', []],
    ['Match all', 'Host y\nUser a\nMatch all\nUser b', 'x', 'user', ['b']],
    ['Match of anything else left out', 'Match user pi\nUser a\nHost *\nUser b', 'x', 'user', ['b']],
    ['Windows line ends', 'Host x\r\n  User a\r\n', 'x', 'user', ['a']],
  ];
  for (const [what, text, host, keyword, expected] of rows)
    it(`reads ${what}`, () => assert.deepEqual(values(text, host, keyword), expected));

  it('notes the Match blocks that it leaves out', () => {
    const { notes } = parse('\nMatch exec "true"\n  User a');
    assert.deepEqual(notes, ['config:2: "Match" is not supported: its settings are left out']);
  });

  it('takes patterns literally but for * and ?', () => {
    assert.ok(matchesAny('192.168.0.1', ['192.168.0.*']));
    assert.ok(!matchesAny('192x168.0.1', ['192.168.0.*']));
    assert.ok(matchesAny('[::1]:22', ['[::1]:22']));
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
    file('more', 'Include config\nUser more');
    const { settings, notes } = readSshConfig(surroundings(home));
    assert.deepEqual(notes, [`${home}/.ssh/config:2: "Include" goes round in circles: it is left out`]);
    const users = (host: string) => [...new Set(settingsFor(host, settings).map((setting) => setting.values[0]))];
    assert.deepEqual(users('pi-2'), ['a', 'two', 'b', 'last', 'more']);
    assert.deepEqual(users('pi-1'), ['a', 'b', 'last', 'more']);
    assert.deepEqual(users('other'), ['last']);
    rmSync(home, { recursive: true });
  });
});

describe('endpoints', () => {
  const around = surroundings('/home/ana');
  const endpoints = (config: string, target: Partial<Target> = {}) =>
    endpointsOf({ node: 'pi-1', address: 'pi-1', ...target }, parse(config).settings, { hostKeys: 'ask' }, around);
  const endpoint = (config: string, target?: Partial<Target>) => endpoints(config, target).at(-1)!;
  const keys = ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => `/home/ana/.ssh/${name}`);

  it('have defaults', () => {
    assert.deepEqual(endpoint(''), {
      label: 'pi-1',
      host: 'pi-1',
      port: 22,
      user: 'pi',
      identityFiles: keys,
      agent: '/agent',
      offersAgentKeys: true,
      password: undefined,
      knownAs: 'pi-1',
      alsoKnownAs: [],
      knownHostsFiles: ['/home/ana/.ssh/known_hosts', '/home/ana/.ssh/known_hosts2', '/etc/ssh/ssh_known_hosts'],
      unknownHostKey: 'ask',
      hashKnownHosts: false,
    });
  });

  const rows: readonly [config: string, target: Partial<Target>, expected: object][] = [
    ['HostName 10.0.0.1', {}, { host: '10.0.0.1', label: 'pi-1 (10.0.0.1)', knownAs: '10.0.0.1' }],
    ['HostName %h.local', {}, { host: 'pi-1.local' }],
    ['Port 2222', {}, { port: 2222, knownAs: '[pi-1]:2222' }],
    ['Port 2222', { port: 22 }, { port: 22 }],
    ['User u', { user: 'v' }, { user: 'v' }],
    [
      'IdentityFile ~/a\nIdentityFile %d/%r',
      {},
      { identityFiles: ['/home/ana/a', '/home/ana/pi'], offersAgentKeys: false },
    ],
    ['IdentityFile ~/a', { identityFile: '~/b' }, { identityFiles: ['/home/ana/b'] }],
    ['IdentitiesOnly yes', {}, { identityFiles: keys, offersAgentKeys: false }],
    ['IdentityAgent none', {}, { agent: undefined }],
    ['IdentityAgent ~/socket', {}, { agent: '/home/ana/socket' }],
    ['UserKnownHostsFile ~/a ~/b\nGlobalKnownHostsFile none', {}, { knownHostsFiles: ['/home/ana/a', '/home/ana/b'] }],
    ['HostKeyAlias Cluster', {}, { knownAs: 'cluster' }],
    ['StrictHostKeyChecking accept-new', {}, { unknownHostKey: 'accept' }],
    ['StrictHostKeyChecking no', {}, { unknownHostKey: 'accept' }],
    ['StrictHostKeyChecking yes', {}, { unknownHostKey: 'refuse' }],
    ['HashKnownHosts yes', {}, { hashKnownHosts: true }],
    ['', { knownAddresses: ['10.0.0.2'], port: 2222 }, { alsoKnownAs: ['[10.0.0.2]:2222'] }],
  ];
  for (const [config, target, expected] of rows)
    it(`follow "${config.replaceAll('\n', '; ')}" with ${JSON.stringify(target)}`, () => {
      const found = endpoint(config, target);
      assert.deepEqual({ ...found, ...expected }, found);
    });

  const jumps: readonly [string, readonly string[]][] = [
    ['Host pi-1\nProxyJump a', ['pi@a:22', 'pi@pi-1:22']],
    ['Host pi-1\nProxyJump u@a:1,ssh://v@b:2,[::1]:3', ['u@a:1', 'v@b:2', 'pi@::1:3', 'pi@pi-1:22']],
    ['Host pi-1\nProxyJump a\nHost a\nProxyJump b\nHost b\nUser root', ['root@b:22', 'pi@a:22', 'pi@pi-1:22']],
    ['Host pi-1\nProxyJump none\nHost *\nProxyJump a', ['pi@pi-1:22']],
    ['ProxyJump a', ['pi@a:22', 'pi@pi-1:22']],
  ];
  for (const [config, expected] of jumps)
    it(`go "${config.replaceAll('\n', '; ')}"`, () => {
      assert.deepEqual(
        endpoints(config).map(({ user, host, port }) => `${user}@${host}:${port}`),
        expected,
      );
    });

  it('refuse a jump host that is none', () => {
    assert.throws(() => endpoints('Host *\nProxyJump a:b:c'), { message: 'config:2: "a:b:c" is not a jump host' });
  });
});

function surroundings(home: string): Surroundings {
  const configFiles = [join(home, '.ssh/config')];
  return { home, localUser: 'ana', agent: '/agent', configFiles, knownHostsFiles: undefined };
}
