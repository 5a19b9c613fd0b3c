import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { dirname } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { Secret, sh } from '../../src/shell/sh.ts';
import { type Account, type AccountOptions, createAccount } from '../support/accounts.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';
import { type ControlMachine, controlMachine, trust } from '../support/transport.ts';

const password = 'right';

describe('becoming root', () => {
  let sshd: TestSshd;
  let machine: ControlMachine;
  const accounts: Account[] = [];

  before(async () => {
    machine = await controlMachine({ 'Password of': password });
    sshd = await startSshd();
    trust(machine, sshd);
  });
  after(async () => {
    machine.remove();
    await sshd.stop();
    for (const account of accounts) account.remove();
  });

  let directory = '';
  let files = 0;
  before(async () => {
    directory = await mkdtemp('/tmp/mctest-root-');
    chmodSync(directory, 0o755);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  /** Writes a file that every account can read, in a folder of its own. */
  const file = (name: string, content: string, mode = 0o644) => {
    files += 1;
    const path = `${directory}/${files}/${name}`;
    mkdirSync(dirname(path));
    writeFileSync(path, content);
    chmodSync(path, mode);
    return path;
  };

  const login = (options: AccountOptions) => {
    const account = createAccount(options);
    accounts.push(account);
    sshd.authorize(account.user, [machine.publicKey]);
    return account;
  };
  const failedTries = (account: Account) => account.sudoLog().match(/\d+ incorrect password attempts?/g) ?? [];

  it('tries a wrong password once, even when asked twice at the same time', async () => {
    const account = login({ password, sudo: 'password' });
    const sudoPassword = new Secret('password', () => 'wrong');
    const node = await machine.connect(sshd, { user: account.user, sudoPassword, node: 'pi-2' });
    const runs = [node.run(sh`echo never >/tmp/never`), node.run(sh`true`)];
    for (const run of runs)
      await assert.rejects(run, {
        name: 'UserError',
        message: `The sudo password for ${account.user} on pi-2 is wrong.`,
      });
    await assert.rejects(node.run(sh`true`), UserError);
    assert.deepEqual(failedTries(account), ['1 incorrect password attempt']);
    assert.equal(node.execs, 1);
  });

  it('takes the login password for sudo too', async () => {
    const account = login({ password, sudo: 'password' });
    const node = await machine.connect(sshd, { user: account.user, password: new Secret('p', () => password) });
    assert.equal((await node.run(sh`id -u`)).stdout, '0\n');
    assert.deepEqual(machine.questions, []);
  });

  it('asks for the password once for all nodes, only where sudo wants one, and never on another channel', async () => {
    const asking = login({ password, sudo: 'password' });
    const free = login({ password, sudo: 'no-password' });
    const users = [asking.user, asking.user, asking.user, free.user];
    const nodes = await Promise.all(users.map((user, index) => machine.connect(sshd, { user, node: `pi-${index}` })));
    const results = await Promise.all(nodes.map((node) => node.run(sh`id -u`)));
    assert.deepEqual(
      results.map(({ stdout }) => stdout),
      ['0\n', '0\n', '0\n', '0\n'],
    );
    assert.deepEqual(machine.questions, [`Password of ${asking.user} for sudo`]);
    assert.deepEqual(
      nodes.map(({ execs }) => execs),
      [1, 1, 1, 1],
    );
    machine.questions.length = 0;
  });

  it('keeps what the login shell and sudo say out of the result', async () => {
    const account = login({ password, sudo: 'password', sudoDefaults: ['lecture=always'] });
    // bash reads it for commands over ssh too.
    writeFileSync(`/home/${account.user}/.bashrc`, 'echo noise; echo complaint >&2\n');
    const sudoPassword = new Secret('password', () => password);
    const node = await machine.connect(sshd, { user: account.user, sudoPassword });
    assert.deepEqual(await node.run(sh`echo yes`), { code: 0, stdout: 'yes\n', stderr: '' });
  });

  const refusals: readonly (AccountOptions & { what: string; says: RegExp })[] = [
    { what: 'is not in sudoers', password, sudo: 'none', says: /may not use sudo on pi-1/ },
    { what: 'has requiretty', password, sudo: 'no-password', sudoDefaults: ['requiretty'], says: /wants a terminal/ },
    {
      what: 'has one try only',
      password: 'other',
      sudo: 'password',
      sudoDefaults: ['passwd_tries=1'],
      says: /is wrong/,
    },
    { what: 'has an expired password', password, sudo: 'password', expired: true, says: /has expired/ },
  ];
  for (const { what, says, ...options } of refusals) {
    it(`says what is wrong where the user ${what}`, async () => {
      const account = login(options);
      const sudoPassword = new Secret('password', () => password);
      const node = await machine.connect(sshd, { user: account.user, sudoPassword });
      await assert.rejects(node.run(sh`true`), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, says);
        assert.ok(!error.message.includes(password) && error.hints.length > 0);
        return true;
      });
      assert.ok(failedTries(account).length <= 1);
    });
  }

  const lecture =
    'Everything here is logged.\nPlease change your password every 90 days: passwd\nYour password has expired\n';
  it('gives the password after a lecture in the words of other faults, in every place for words', async () => {
    const account = login({
      password,
      sudo: 'password',
      sudoDefaults: ['lecture=always', `lecture_file=${file('lecture', lecture)}`],
    });
    writeFileSync(
      `/home/${account.user}/.bashrc`,
      `cat ${file('lecture', lecture)} >&2; cat ${file('lecture', lecture)}\n`,
    );
    const node = await machine.connect(sshd, { user: account.user, sudoPassword: new Secret('p', () => password) });
    assert.deepEqual(await node.run(sh`echo yes`), { code: 0, stdout: 'yes\n', stderr: '' });
    const wrong = await machine.connect(sshd, { user: account.user, sudoPassword: new Secret('p', () => 'wrong') });
    await assert.rejects(wrong.run(sh`true`), { message: `The sudo password for ${account.user} on pi-1 is wrong.` });
  });

  const shells: readonly [what: string, shell: string, says: RegExp][] = [
    ['is nologin', '/usr/sbin/nologin', /does not run commands\. It says: This account is currently not available\./],
    ['is a program that ends at once', '/bin/true', /does not run commands\. It says: it says nothing\./],
    [
      'talks and asks',
      '#!/bin/sh\necho; printf "Wie heisst du? "\n',
      /does not run commands\. It says: Wie heisst du\?/,
    ],
  ];
  for (const [what, shell, says] of shells)
    it(`says so where the login shell ${what}`, async () => {
      const account = login({ shell: shell.startsWith('#!') ? file('shell', shell, 0o755) : shell });
      const node = await machine.connect(sshd, { user: account.user });
      await assert.rejects(node.run(sh`true`), (error) => {
        assert.ok(error instanceof UserError && error.id === 'ssh.shell', String(error));
        assert.match(error.message, says);
        return true;
      });
    });

  it('works with fish as the login shell, also where the script has quotes', {
    skip: !existsSync('/usr/bin/fish'),
  }, async () => {
    const account = login({ password, sudo: 'password', shell: '/usr/bin/fish' });
    const node = await machine.connect(sshd, { user: account.user, sudoPassword: new Secret('p', () => password) });
    assert.equal((await node.run(sh`echo ${"it's \\ $HOME"}`)).stdout, "it's \\ $HOME\n");
    const target = `${machine.home}/it's there`;
    await node.upload(file('some', 'content'), target);
    assert.equal(readFileSync(target, 'utf8'), 'content');
  });

  it('names a ForceCommand', async () => {
    const account = login({});
    sshd.authorize(account.user, [`command="echo go away" ${machine.publicKey}`]);
    const node = await machine.connect(sshd, { user: account.user });
    await assert.rejects(node.run(sh`true`), /does not run commands\. It says: go away\.$/);
  });

  it('knows a node without sudo by its own question, and not by words', async () => {
    const env = file('env', '#!/bin/sh\nexec /usr/bin/env "$@"\n', 0o755);
    symlinkSync('/bin/sh', `${dirname(env)}/sh`);
    const account = login({ shell: file('shell', `#!/bin/sh\nPATH=${dirname(env)}; exec /bin/sh "$@"\n`, 0o755) });
    const node = await machine.connect(sshd, { user: account.user });
    await assert.rejects(node.run(sh`true`), { message: 'pi-1 has no sudo.' });
  });

  it('ends what talks for ever', { timeout: 30_000 }, async () => {
    const account = login({ shell: file('talker', '#!/bin/sh\nexec yes\n', 0o755) });
    const node = await machine.connect(sshd, { user: account.user });
    await assert.rejects(node.run(sh`true`), /does not run commands/);
  });

  it('gives up a question that it has no answer for', { timeout: 30_000 }, async () => {
    const sudo = file('sudo', '#!/bin/sh\nprintf "Verification code: " >&2\nread code\n', 0o755);
    const account = login({
      shell: file('with-sudo', `#!/bin/sh\nPATH=${dirname(sudo)}:$PATH; exec /bin/sh "$@"\n`, 0o755),
    });
    const node = await machine.connect(sshd, { user: account.user });
    await assert.rejects(node.run(sh`true`), {
      message: `pi-1 asks ${account.user} for something else than a password: "Verification code:".`,
    });
  });

  it('speaks to sudo-rs, which puts our prompt into its own', async () => {
    const sudo = file('sudo', sudoRs, 0o755);
    const shell = file('with-sudo-rs', `#!/bin/sh\nPATH=${dirname(sudo)}:$PATH; exec /bin/sh "$@"\n`, 0o755);
    const account = login({ shell, sudo: 'no-password' });
    const connect = (text: string) =>
      machine.connect(sshd, { user: account.user, sudoPassword: new Secret('p', () => text) });
    assert.equal((await (await connect(password)).run(sh`echo yes`)).stdout, 'yes\n');
    await assert.rejects((await connect('wrong')).run(sh`true`), /The sudo password .* is wrong/);
  });
});

// As sudo-rs 0.2 asks and answers.
const sudoRs = `#!/bin/sh
while [ "$1" != sh ]; do [ "$1" = -p ] && { prompt=$2; shift; }; shift; done
for try in 1 2 3; do
  printf '[sudo: %s] Password: ' "$prompt" >&2
  IFS= read -r answer || { echo 'sudo: no password was provided' >&2; exit 1; }
  echo >&2
  [ "$answer" = right ] && exec "$@"
  echo 'sudo: Authentication failed, try again.' >&2
done
`;
