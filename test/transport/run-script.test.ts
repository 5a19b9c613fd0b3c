import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Script, Secret, sh } from '../../src/shell/sh.ts';
import { LinkLostError } from '../../src/transport/connection.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';
import { type ControlMachine, controlMachine, trust } from '../support/transport.ts';

const password = "pa'ss wörd $1";
const secret = new Secret('password', () => password);

describe('run', () => {
  let sshd: TestSshd;
  let machine: ControlMachine;
  const accounts: Record<string, Account> = {};

  before(async () => {
    machine = await controlMachine();
    accounts['sudo with a password'] = createAccount({ password, sudo: 'password' });
    accounts['sudo without a password'] = createAccount({ sudo: 'no-password' });
    accounts['sudo on a pty of its own'] = createAccount({ password, sudo: 'password', sudoDefaults: ['use_pty'] });
    const users = ['root', ...Object.values(accounts).map(({ user }) => user)];
    sshd = await startSshd({
      authorizedKeys: Object.fromEntries(users.map((user) => [user, [machine.publicKey]])),
    });
    trust(machine, sshd);
  });
  after(async () => {
    machine.remove();
    await sshd.stop();
    for (const account of Object.values(accounts)) account.remove();
  });

  const everyWay = ['root', 'sudo with a password', 'sudo without a password', 'sudo on a pty of its own'];
  const connect = (way: string, options = {}) =>
    machine.connect(sshd, { user: accounts[way]?.user ?? way, sudoPassword: secret }, options);

  for (const way of everyWay) {
    it(`becomes root over one channel: ${way}`, async () => {
      const node = await connect(way);
      const result = await node.run(sh`id -u; pwd; echo ${'ü€'}; echo no >&2; exit 3`);
      assert.deepEqual(result, { code: 3, stdout: '0\n/\nü€\n', stderr: 'no\n' });
      assert.equal(node.execs, 1);
    });
  }

  it('shows lines as they come, and whole', async () => {
    const node = await connect('sudo with a password');
    const lines: string[] = [];
    const { stdout } = await node.run(sh`printf 'a\nb'; printf '\303'; sleep 0.1; printf '\274\nend'`, (line) =>
      lines.push(line),
    );
    assert.deepEqual(lines, ['a', 'bü', 'end']);
    assert.equal(stdout, 'a\nbü\nend');
  });

  it('carries megabytes both ways', async () => {
    const node = await connect('sudo with a password');
    const word = 'ä'.repeat(500_000);
    const { stdout } = await node.run(sh`head -c 3000000 /dev/zero | tr '\0' x; printf %s ${word} | wc -c`);
    assert.equal(stdout.length, 3_000_000 + '1000000\n'.length);
  });

  it('runs two scripts at the same time', async () => {
    const node = await connect('sudo with a password');
    // Each waits for the other's file: one after the other, they would never end.
    const directory = (await node.run(sh`mktemp -d`)).stdout.trim();
    const meet = (own: string, other: string) =>
      sh`cd ${directory} && : >${own}; while [ ! -e ${other} ]; do sleep 0.05; done; echo ${own}`;
    const results = await Promise.all([node.run(meet('a', 'b')), node.run(meet('b', 'a'))]);
    assert.deepEqual(
      results.map(({ stdout }) => stdout),
      ['a\n', 'b\n'],
    );
    await node.run(sh`rm -r ${directory}`);
  });

  it('shows no secret and no script in the process list', async () => {
    const node = await connect('sudo with a password');
    const token = 'unmistakable-token';
    const script = sh`token=${new Secret('token', () => token)}; sleep 0.3; echo "$token"`;
    const seen: string[] = [];
    const sampling = setInterval(() => seen.push(...commandLines()), 5);
    const { stdout } = await node.run(script);
    clearInterval(sampling);
    assert.equal(stdout, `${token}\n`);
    assert.ok(seen.some((line) => line.includes('sudo -H -S')));
    assert.deepEqual(
      seen.filter((line) => line.includes(token) || line.includes(password)),
      [],
    );
  });

  it('refuses a pending secret before anything is sent', async () => {
    const node = await connect('root');
    const pending = new Secret('join token', () => {
      throw new Error('pending');
    });
    await assert.rejects(node.run(sh`echo ${pending}`), /pending/);
    assert.equal(node.execs, 0);
  });

  it('says that the link is lost when it drops in the middle', async () => {
    const node = await connect('sudo without a password');
    const started = Promise.withResolvers<string>();
    const running = node.run(sh`echo started; sleep 60`, started.resolve);
    await started.promise;
    sshd.dropConnections();
    await assert.rejects(running, (error) => error instanceof LinkLostError && /pi-1/.test(error.message));
    await assert.rejects(node.run(sh`true`), LinkLostError);
    await node.reconnect({ timeoutSeconds: 5 });
    assert.equal((await node.run(sh`echo back`)).stdout, 'back\n');
  });

  it('notices a peer that is silent', async () => {
    const node = await connect('root', { keepaliveSeconds: 0.1 });
    const started = Promise.withResolvers<string>();
    const running = node.run(sh`echo started; sleep 60`, started.resolve);
    await started.promise;
    sshd.freezeConnections();
    await assert.rejects(running, LinkLostError);
    sshd.dropConnections();
  });

  it('notices a peer that falls silent before it has taken the whole script', { timeout: 20_000 }, async () => {
    const node = await connect('root', { keepaliveSeconds: 0.5 });
    const started = Promise.withResolvers<string>();
    // More than a channel's window takes.
    const running = node.run(new Script([`echo started; sleep 60\n: ${'x'.repeat(8_000_000)}`]), started.resolve);
    await started.promise;
    sshd.freezeConnections();
    await assert.rejects(running, LinkLostError);
    sshd.dropConnections();
  });

  it('notices a peer that falls silent before it has opened a channel', { timeout: 20_000 }, async () => {
    const node = await connect('root', { keepaliveSeconds: 0.1 });
    await node.run(sh`:`);
    sshd.freezeConnections();
    await assert.rejects(node.run(sh`:`), LinkLostError);
    sshd.dropConnections();
  });

  it('does not wait for a background process that keeps stdout', async () => {
    const node = await connect('root');
    const { stdout } = await node.run(sh`sleep 1000 & echo "$!"`);
    assert.equal((await node.run(new Script([`kill ${stdout}`]))).code, 0, 'it is not there any more');
  });
});

function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    });
}
