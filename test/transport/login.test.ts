import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { Secret, sh } from '../../src/shell/sh.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { addToAgent, startAgent, type TestAgent } from '../support/ssh-agent.ts';
import { makeKey, startSshd, type TestSshd } from '../support/sshd.ts';
import { type ControlMachine, controlMachine, trust } from '../support/transport.ts';

const password = 'login password';

describe('logging in', () => {
  let sshd: TestSshd;
  let interactive: TestSshd;
  let machine: ControlMachine;
  let account: Account;
  let agent: TestAgent;

  before(async () => {
    machine = await controlMachine({ 'Passphrase for': 'open sesame' });
    account = createAccount({ password, sudo: 'no-password' });
    sshd = await startSshd();
    interactive = await startSshd({
      config: ['UsePAM yes', 'PasswordAuthentication no', 'KbdInteractiveAuthentication yes'],
    });
    trust(machine, sshd, interactive);
    agent = await startAgent(machine.home);
  });
  after(async () => {
    agent.process.kill();
    machine.remove();
    await Promise.all([sshd.stop(), interactive.stop()]);
    account.remove();
  });

  const path = (name: string) => join(machine.home, name);
  const accepts = (...publicKeys: readonly string[]) => sshd.authorize(account.user, publicKeys);
  const newEntries = async (work: () => Promise<void>) => {
    const start = sshd.log().length;
    await work();
    return sshd.log().slice(start);
  };

  for (const type of ['ed25519', 'ecdsa', 'rsa'] as const)
    for (const pem of [false, true])
      if (!(type === 'ed25519' && pem))
        it(`uses an ${type} key file (${pem ? 'PEM' : 'OpenSSH format'})`, async () => {
          accepts(makeKey(path('plain'), { type, pem }));
          const log = await newEntries(async () => {
            const node = await machine.connect(sshd, { user: account.user, identityFile: path('plain') });
            assert.equal((await node.run(sh`id -u`)).stdout, '0\n');
          });
          assert.match(log, /Accepted publickey/);
          // Neither a probe with "none" nor one for the key: sshd logs both as a question it postponed or refused.
          assert.doesNotMatch(log, /Failed|Postponed|Invalid/);
        });

  it('asks for the passphrase of a key once for all nodes', async () => {
    accepts(makeKey(path('locked'), { passphrase: 'open sesame' }));
    const nodes = [1, 2, 3].map((number) =>
      machine.connect(sshd, { node: `pi-${number}`, user: account.user, identityFile: path('locked') }),
    );
    await Promise.all(nodes);
    assert.deepEqual(machine.questions.splice(0), [`Passphrase for ${path('locked')}`]);
  });

  it('asks again after a wrong passphrase, then says so', async () => {
    accepts(makeKey(path('forgotten'), { passphrase: 'nobody knows' }));
    await assert.rejects(
      machine.connect(sshd, { user: account.user, identityFile: path('forgotten') }),
      (error) => error instanceof UserError && error.message.includes(`tried: ${path('forgotten')} (wrong passphrase)`),
    );
    assert.equal(machine.questions.splice(0).length, 3);
  });

  it('says so where nobody can be asked for the passphrase', async () => {
    accepts(makeKey(path('unasked'), { passphrase: 'x' }));
    const ask = async () => {
      throw new UserError('there is no terminal to ask at.');
    };
    await assert.rejects(machine.connect(sshd, { user: account.user, identityFile: path('unasked') }, { ask }), {
      message: /unasked \(there is no terminal to ask at\)\)/,
    });
  });

  it('asks for no passphrase that the server has no use for', async () => {
    makeKey(path('unwanted'), { passphrase: 'open sesame' });
    accepts(machine.publicKey);
    const secret = new Secret('password', () => password);
    await machine.connect(sshd, { user: account.user, identityFile: path('unwanted'), password: secret });
    assert.deepEqual(machine.questions, []);
  });

  it('lets the agent sign for an encrypted key that it holds', async () => {
    accepts(makeKey(path('held'), { passphrase: 'x' }));
    addToAgent(agent.socket, path('held'), 'x');
    await machine.connect(sshd, { user: account.user, identityFile: path('held') }, { agent: agent.socket });
    assert.deepEqual(machine.questions, []);
  });

  it('offers the keys of the agent when no key is named, then the usual files', async () => {
    accepts(makeKey(path('only-agent')));
    addToAgent(agent.socket, path('only-agent'));
    rmSync(path('only-agent'));
    const anyKey = { user: account.user, identityFile: undefined };
    const held = await newEntries(async () => {
      await machine.connect(sshd, anyKey, { agent: agent.socket });
    });
    assert.match(held, /Accepted publickey .* ED25519 /);
    accepts(makeKey(join(machine.home, '.ssh', 'id_ecdsa'), { type: 'ecdsa' }));
    const usual = await newEntries(async () => {
      await machine.connect(sshd, anyKey);
    });
    assert.match(usual, /Accepted publickey .* ECDSA /);
  });

  it('offers keys of the agent beside the named key, as ssh does, unless IdentitiesOnly says no', async () => {
    accepts(makeKey(path('other')));
    addToAgent(agent.socket, path('other'));
    await machine.connect(sshd, { user: account.user }, { agent: agent.socket });
    writeFileSync(join(machine.home, '.ssh', 'config'), 'IdentitiesOnly yes\n');
    const log = await newEntries(async () => {
      await assert.rejects(machine.connect(sshd, { user: account.user }, { agent: agent.socket }), /does not let/);
    });
    rmSync(join(machine.home, '.ssh', 'config'));
    assert.equal(log.match(/Failed publickey/g)?.length, 1);
  });

  it('uses the password', async () => {
    const secret = new Secret('password', () => password);
    const node = await machine.connect(sshd, { user: account.user, identityFile: 'none', password: secret });
    assert.equal((await node.run(sh`id -u`)).stdout, '0\n');
  });

  it('answers keyboard-interactive with the password', async () => {
    const secret = new Secret('password', () => password);
    const node = await machine.connect(interactive, { user: account.user, identityFile: 'none', password: secret });
    assert.equal((await node.run(sh`id -u`)).stdout, '0\n');
  });

  it('tries a wrong password once and lists what was tried, without the password', async () => {
    accepts();
    const secret = new Secret('password', () => 'wr0ng');
    const target = { user: account.user, password: secret };
    const log = await newEntries(async () => {
      await assert.rejects(machine.connect(sshd, target), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, new RegExp(`^Cannot connect to pi-1 .*does not let ${account.user} in`));
        assert.match(error.message, new RegExp(`tried: ${machine.key}, password`));
        assert.ok(error.hints.some((hint) => hint.includes('ssh-copy-id')));
        assert.ok(!`${error.message}${error.hints}`.includes('wr0ng'));
        return true;
      });
    });
    assert.equal(log.match(/Failed password/g)?.length, 1);
  });

  it('prefers what the inventory says to ssh_config, and ssh_config to defaults', async () => {
    accepts(machine.publicKey);
    const config = [`Host pi-*`, '  HostName 127.0.0.1', `  Port ${sshd.port}`, `  IdentityFile ${machine.key}`];
    writeFileSync(join(machine.home, '.ssh', 'config'), [...config, `  User ${account.user}`, ''].join('\n'));
    const alias = { address: 'pi-7', port: undefined, identityFile: undefined };
    const node = await machine.connect(sshd, alias);
    assert.equal((await node.run(sh`echo "$SUDO_USER"`)).stdout, `${account.user}\n`);
    await assert.rejects(machine.connect(sshd, { ...alias, user: 'nobody' }), /does not let nobody in/);
    rmSync(join(machine.home, '.ssh', 'config'));
  });
});
