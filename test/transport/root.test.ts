import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { Secret, sh } from '../../src/shell/sh.ts';
import { rootRefusal } from '../../src/transport/root-refusals.ts';
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

  for (const text of ["env: 'sudo': No such file or directory", 'env: sudo: No such file or directory'])
    it(`knows a node without sudo by "${text}"`, () => {
      const account = { node: 'pi-1', user: 'pi', sudoPassword: async () => '' };
      assert.equal(rootRefusal(account, text).message, 'pi-1 has no sudo.');
    });
});
