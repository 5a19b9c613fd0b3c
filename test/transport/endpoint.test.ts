import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { UserError } from '../../src/errors.ts';
import { answersOf } from '../../src/transport/ask-once.ts';
import type { Endpoint } from '../../src/transport/endpoint.ts';
import { settingsOfHosts } from '../../src/transport/host-settings.ts';
import { agentSocket, surroundings, type Target } from '../../src/transport/options.ts';
import { endpointsOf } from '../../src/transport/way.ts';
import { person } from '../support/endpoints.ts';

const { username, uid } = userInfo();

describe('endpoints', () => {
  it('have defaults', async (t) => {
    const { home, endpoint } = await person(t, '');
    assert.deepEqual(await endpoint(), {
      label: 'pi-1',
      typed: 'pi-1',
      host: 'pi-1',
      port: 22,
      user: 'pi',
      keys: {
        named: [],
        usual: ['id_ed25519', 'id_ecdsa', 'id_rsa', 'id_ed25519_sk', 'id_ecdsa_sk'].map(
          (name) => `${home}/.ssh/${name}`,
        ),
        certificates: [],
        agent: '/agent',
        offersAgentKeys: true,
      },
      password: undefined,
      knownAs: 'pi-1',
      alsoKnownAs: [],
      knownHostsFiles: [
        `${home}/.ssh/known_hosts`,
        `${home}/.ssh/known_hosts2`,
        '/etc/ssh/ssh_known_hosts',
        '/etc/ssh/ssh_known_hosts2',
      ],
      revokedHostKeys: undefined,
      unknownHostKey: 'ask',
      acceptsChangedKey: false,
      hashKnownHosts: false,
      wire: {
        connectSeconds: undefined,
        localAddress: undefined,
        family: undefined,
        isCompressed: false,
        ciphers: [],
        macs: [],
        keyExchanges: [],
        hostKeyAlgorithms: [],
      },
      proxyCommand: undefined,
    } satisfies Endpoint);
  });

  const keys = (more: object) => (found: Endpoint) => ({ keys: { ...found.keys, ...more } });
  const wire = (more: object) => (found: Endpoint) => ({ wire: { ...found.wire, ...more } });
  const named =
    (...paths: readonly string[]) =>
    (found: Endpoint, home: string) =>
      keys({ named: paths.map((path) => path.replace('~', home)), usual: [] })(found);
  const known =
    (...paths: readonly string[]) =>
    (_found: Endpoint, home: string) => ({
      knownHostsFiles: paths.map((path) => path.replace('~', home)),
    });
  type Row = readonly [
    config: string,
    target: Partial<Target>,
    expected: object | ((found: Endpoint, home: string) => object),
  ];

  /** What every reader knows. */
  const rows: readonly Row[] = [
    ['HostName 10.0.0.1', {}, { host: '10.0.0.1', label: 'pi-1 (10.0.0.1)', knownAs: '10.0.0.1' }],
    ['HostName %h.local', {}, { host: 'pi-1.local' }],
    ['Port 2222', {}, { port: 2222, knownAs: '[pi-1]:2222' }],
    ['Port 2222', { port: 22 }, { port: 22 }],
    ['User u', { user: 'v' }, { user: 'v' }],
    ['User u', {}, { user: 'u' }],
    [`User ${username}`, {}, { user: username }],
    [`Host other\nUser ${username}`, {}, { user: 'pi' }],
    ['IdentityFile ~/a\nIdentityFile %d/%r', {}, named('~/a', '~/pi')],
    [
      'IdentityFile ~/%n-%h-%p-%u-%i-%L\nHostName x\nPort 5',
      {},
      named(`~/pi-1-x-5-${username}-${uid}-${hostname().split('.')[0]}`),
    ],
    [`IdentityFile '~/with blank'`, {}, named('~/with blank')],
    ['IdentityFile ~/with\\ blank', {}, named('~/with blank')],
    ['IdentityFile ${MCTEST_HOME}/a', {}, named('/environment/a')],
    ['IdentityFile ~/a', { identityFile: '~/b' }, named('~/b')],
    ['IdentityFile none', {}, keys({ named: [], usual: [] })],
    ['IdentitiesOnly Yes', {}, keys({ offersAgentKeys: false })],
    ['CertificateFile ~/a', {}, (found: Endpoint, home: string) => keys({ certificates: [`${home}/a`] })(found)],
    ['PubkeyAuthentication no', {}, keys({ named: [], usual: [], offersAgentKeys: false })],
    ['IdentityAgent none', {}, keys({ agent: undefined })],
    ['IdentityAgent ~/socket', {}, (found: Endpoint, home: string) => keys({ agent: `${home}/socket` })(found)],
    ['IdentityAgent $MCTEST_HOME', {}, keys({ agent: '/environment' })],
    ['UserKnownHostsFile ~/a ~/b\nGlobalKnownHostsFile none', {}, known('~/a', '~/b')],
    [
      'UserKnownHostsFile "~/with blank" /b\nGlobalKnownHostsFile "/g h" /i',
      {},
      known('~/with blank', '/b', '/g h', '/i'),
    ],
    ['UserKnownHostsFile ~/d/%k\nGlobalKnownHostsFile none', {}, known('~/d/pi-1')],
    ['HostKeyAlias Cluster\nUserKnownHostsFile ~/d/%k\nGlobalKnownHostsFile none', {}, known('~/d/cluster')],
    ['HostKeyAlias Cluster', {}, { knownAs: 'cluster' }],
    ['RevokedHostKeys ~/r', {}, (_found: Endpoint, home: string) => ({ revokedHostKeys: `${home}/r` })],
    ['StrictHostKeyChecking accept-new', {}, { unknownHostKey: 'accept', acceptsChangedKey: false }],
    ['StrictHostKeyChecking No', {}, { unknownHostKey: 'accept', acceptsChangedKey: true }],
    ['StrictHostKeyChecking off', {}, { unknownHostKey: 'accept', acceptsChangedKey: true }],
    ['StrictHostKeyChecking YES', {}, { unknownHostKey: 'refuse' }],
    ['HashKnownHosts YES', {}, { hashKnownHosts: true }],
    ['ConnectTimeout 30', {}, wire({ connectSeconds: 30 })],
    ['BindAddress 127.0.0.1\nAddressFamily inet', {}, wire({ localAddress: '127.0.0.1', family: 4 })],
    ['Compression yes', {}, wire({ isCompressed: true })],
    ['Ciphers aes256-ctr,aes128-ctr', {}, wire({ ciphers: ['aes256-ctr', 'aes128-ctr'] })],
    ['ProxyCommand nc "%h" %p', {}, { proxyCommand: 'nc "%h" %p' }],
    ['ProxyCommand none', {}, { proxyCommand: undefined }],
    ['', { knownAddresses: ['10.0.0.2'], port: 2222 }, { alsoKnownAs: ['[10.0.0.2]:2222'] }],
  ];
  /** What only ssh knows. */
  const sshRows: readonly Row[] = [
    ['Match exec "test %h = pi-1"\nUser m', {}, { user: 'm' }],
    ['Match exec "false"\nUser m', {}, { user: 'pi' }],
    ['Match user pi\nPort 5', {}, { port: 5 }],
    ['Match host pi-1 user u\nPort 5\nMatch originalhost pi-*\nPort 6', {}, { port: 6 }],
    [
      'MACs -hmac-sha1*',
      {},
      (found: Endpoint) => wire({ macs: found.wire.macs.filter((name) => !/^hmac-sha1/.test(name)) })(found),
    ],
  ];
  for (const [reader, list] of [
    ['ssh', [...rows, ...sshRows]],
    ['its own reader', rows],
  ] as const)
    for (const [config, target, expected] of list)
      it(`follow "${config.replaceAll('\n', '; ')}" with ${JSON.stringify(target)}, by ${reader}`, async (t) => {
        const { home, endpoint, notes } = await person(t, config, { hasSsh: reader === 'ssh' });
        const found = await endpoint(target);
        assert.deepEqual({ ...found, ...(typeof expected === 'function' ? expected(found, home) : expected) }, found);
        assert.deepEqual(notes, []);
      });

  it('follow a file that a pattern finds beside a folder', async (t) => {
    for (const hasSsh of [true, false]) {
      const { home, endpoint } = await person(t, '', { hasSsh });
      writeFileSync(join(home, '.ssh/config'), `Include ${home}/.ssh/config.d/*\n`);
      mkdirSync(join(home, '.ssh/config.d/retired'), { recursive: true });
      writeFileSync(join(home, '.ssh/config.d/pis'), 'Host pi-1\n  HostName 10.0.0.1\n');
      assert.equal((await endpoint()).host, '10.0.0.1');
    }
  });

  it('say in the words of ssh which line it does not understand', async (t) => {
    const { home, endpoint } = await person(t, 'Host pi-1\n  HostNane 10.0.0.1');
    await assert.rejects(endpoint(), {
      message: `ssh cannot use its configuration for pi-1: ${home}/.ssh/config: line 2: Bad configuration option: hostnane`,
    });
  });

  it('say what helps against what editors and other systems leave in the file', async (t) => {
    const rows: readonly (readonly [text: string | Buffer, says: RegExp, helps: RegExp])[] = [
      // PowerShell/Win32-OpenSSH#1814
      [Buffer.from('\ufeffHost pi-1\n  User pi\n', 'utf16le'), /\\377\\376h/, /^The file is UTF-16, as PowerShell/],
      ['\ufeffHost pi-1\n  SendEnv "A"\n', /\\357\\273\\277host/, /^The file begins with a byte order mark/],
      ['Host pi-1\n\u00a0 SendEnv "A"\n', /line 2: .*\\302\\240/, /no-break space/],
      [
        'Host pi-1\n  SendEnv "A"\n  UseKeychain yes\n  Nonsense a\n',
        /line 3: Bad .*usekeychain; .*line 4: Bad .*nonsense/,
        /IgnoreUnknown UseKeychain/,
      ],
      ['Host pi-1\n  HostName fe80::1%eth0\n', /unknown key %e/, /^Write %% for a plain %$/],
    ];
    for (const [text, says, helps] of rows) {
      const { home, endpoint } = await person(t, '');
      writeFileSync(join(home, '.ssh/config'), text);
      await assert.rejects(endpoint(), ({ message, hints }: UserError) => {
        assert.match(message, says);
        assert.match(hints[0] ?? '', helps);
        return hints.at(-1) === 'Put that right, then look at: ssh -G pi-1';
      });
    }
  });

  it('note what needs the program ssh where there is none', async (t) => {
    const { home, endpoint, notes } = await person(t, 'Match exec "true"\n  User a', { hasSsh: false });
    assert.equal((await endpoint()).user, 'pi');
    assert.deepEqual(notes, [`${home}/.ssh/config:1: "Match" needs the program ssh: its settings are left out`]);
  });

  it('note what somebody has set that is not followed, with its line', async (t) => {
    for (const hasSsh of [true, false]) {
      const config = 'Host other\n  CheckHostIP yes\nHost pi-1\n  VerifyHostKeyDNS yes\n  ProxyUseFdpass no';
      const { home, endpoint, notes } = await person(t, config, { hasSsh });
      await endpoint();
      assert.deepEqual(notes, [`${home}/.ssh/config:4: VerifyHostKeyDNS is not followed here`]);
    }
  });

  it('ask ssh once for each host and run', async (t) => {
    const { home, endpoint } = await person(t, '');
    writeFileSync(join(home, '.ssh/config'), `Match exec "echo >>${home}/asked"\n  Port 5\n`);
    await Promise.all([endpoint(), endpoint(), endpoint({ address: 'pi-2' })]);
    await endpoint();
    assert.equal(readFileSync(join(home, 'asked'), 'utf8'), '\n\n');
  });

  it('take HOME for the home directory, and the file there, whatever /etc/passwd says', async (t) => {
    const { home } = await person(t, 'UserKnownHostsFile ~/.ssh/known.d/%k\nGlobalKnownHostsFile none');
    const around = surroundings({ home, agent: false });
    assert.equal(around.configFile, join(home, '.ssh/config'));
    const settingsOf = settingsOfHosts(
      around,
      answersOf(async () => ''),
      () => undefined,
    );
    const target = { node: 'pi-1', address: 'pi-1' };
    const [endpoint] = await endpointsOf(target, settingsOf, { hostKeys: 'ask' }, around);
    assert.deepEqual(endpoint.knownHostsFiles, [join(home, '.ssh/known.d/pi-1')]);
  });

  it('take the agent that the environment names, and on Windows the one of Windows', () => {
    const pipe = '\\\\.\\pipe\\openssh-ssh-agent';
    assert.deepEqual(
      [agentSocket({}, 'linux'), agentSocket({}, 'win32'), agentSocket({ SSH_AUTH_SOCK: '/run/a' }, 'win32')],
      [undefined, pipe, '/run/a'],
    );
  });

  const jumps: readonly [string, readonly string[]][] = [
    ['Host pi-1\nProxyJump a', ['pi@a:22', 'pi@pi-1:22']],
    ['Host pi-1\nProxyJump u@a:1,ssh://v@b:2,[::1]:3', ['u@a:1', 'v@b:2', 'pi@::1:3', 'pi@pi-1:22']],
    ['Host pi-1\nProxyJump a\nHost a\nProxyJump b\nHost b\nUser root', ['root@b:22', 'pi@a:22', 'pi@pi-1:22']],
    ['Host pi-1\nProxyJump none\nHost *\nProxyJump a', ['pi@pi-1:22']],
    ['ProxyJump a', ['pi@a:22', 'pi@pi-1:22']],
  ];
  for (const [config, expected] of jumps)
    it(`go "${config.replaceAll('\n', '; ')}"`, async (t) => {
      for (const hasSsh of [true, false]) {
        const { endpoints } = await person(t, config, { hasSsh });
        const found = (await endpoints()).map(({ user, host, port }) => `${user}@${host}:${port}`);
        assert.deepEqual(found, expected, `with ssh: ${hasSsh}`);
      }
    });

  it('take the command of the first jump host only', async (t) => {
    const { endpoints } = await person(t, 'Host pi-1\nProxyJump a,b\nHost a b\nProxyCommand nc %h %p');
    assert.deepEqual(
      (await endpoints()).map(({ proxyCommand }) => proxyCommand),
      ['nc %h %p', undefined, undefined],
    );
  });

  it('refuse a jump host that is none', async (t) => {
    const { home, endpoint } = await person(t, 'Host *\nProxyJump a:b:c', { hasSsh: false });
    await assert.rejects(endpoint(), { message: `${home}/.ssh/config:2: "a:b:c" is not a jump host` });
  });
});
