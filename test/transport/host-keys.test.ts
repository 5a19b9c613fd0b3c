import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { sh } from '../../src/shell/sh.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';
import { type ControlMachine, controlMachine, trust } from '../support/transport.ts';

describe('host keys', () => {
  let sshd: TestSshd;
  let machine: ControlMachine;

  beforeEach(async () => {
    machine = await controlMachine({ 'The host key of pi-1': 'yes', 'The host key of pi-2': 'no' });
    sshd = await startSshd({ hostKeys: ['ed25519', 'ecdsa', 'rsa'], authorizedKeys: { root: [machine.publicKey] } });
  });
  afterEach(async () => {
    machine.remove();
    await sshd.stop();
  });

  const root = { user: 'root' };
  const known = () => readFileSync(machine.knownHosts, 'utf8');
  const line = (type: string) => `${sshd.knownHosts.split('\n').find((text) => text.includes(type))}\n`;
  const fingerprintOf = (text: string) =>
    execFileSync('ssh-keygen', ['-lf', '-'], { input: text }).toString().split(' ')[1];
  const refusal = async (connecting: Promise<unknown>) => {
    const error = await connecting.then(
      () => assert.fail('it connects'),
      (reason) => reason,
    );
    assert.ok(error instanceof UserError, String(error));
    return `${error.id}: ${[error.message, ...error.hints].join('\n')}`;
  };

  it('asks about an unknown key, and writes it down for this program and for ssh', async () => {
    const node = await machine.connect(sshd, root);
    assert.equal((await node.run(sh`echo in`)).stdout, 'in\n');
    const question = `The host key of pi-1 (127.0.0.1) is ED25519 ${fingerprintOf(line('ed25519'))}. Trust it? yes/no`;
    assert.deepEqual(machine.questions, [question]);
    assert.equal(
      known().split(' ').slice(0, 3).join(' ').trim(),
      line('ed25519').split(' ').slice(0, 3).join(' ').trim(),
    );
    assert.equal(statSync(machine.knownHosts).mode & 0o777, 0o600);
    await machine.connect(sshd, root);
    assert.equal(machine.questions.length, 1);
    const options = ['-F', 'none', '-o', `UserKnownHostsFile=${machine.knownHosts}`, '-o', 'StrictHostKeyChecking=yes'];
    execFileSync('ssh', [...options, '-i', machine.key, '-p', String(sshd.port), 'root@127.0.0.1', 'true']);
  });

  it('refuses an unknown key that a person does not trust', async () => {
    assert.match(
      await refusal(machine.connect(sshd, { ...root, node: 'pi-2' })),
      /^ssh\.hostkey_unknown: .* is not trusted: ED25519 SHA256:/,
    );
    assert.throws(known);
  });

  it('accepts an unknown key where it was told to, after a last line without an end', async () => {
    writeFileSync(machine.knownHosts, '# no end', { mode: 0o640 });
    await machine.connect(sshd, root, { hostKeys: 'accept-new' });
    assert.match(known(), /^# no end\n\[127\.0\.0\.1\]:\d+ ssh-ed25519 \S+\n$/);
    assert.equal(statSync(machine.knownHosts).mode & 0o777, 0o640);
    assert.deepEqual(machine.questions, []);
  });

  it('refuses a changed key, and says what to type after flashing a card again', async () => {
    writeFileSync(machine.knownHosts, `# one\n${line('ed25519')}`);
    const old = fingerprintOf(line('ed25519'));
    await sshd.reflash();
    const says = await refusal(machine.connect(sshd, root, { hostKeys: 'accept-new' }));
    const now = fingerprintOf(line('ed25519'));
    assert.match(says, /^ssh\.hostkey: /);
    assert.ok(says.includes(`it shows ED25519 ${now}, but ${machine.knownHosts}:2 has ED25519 ${old}`), says);
    const command = /ssh-keygen -f .*/.exec(says)?.[0] ?? '';
    execFileSync('sh', ['-c', command], { stdio: 'ignore' });
    await machine.connect(sshd, root, { hostKeys: 'accept-new' });
  });

  for (const type of ['ed25519', 'ecdsa', 'rsa'])
    it(`asks the host for the type of key that is known: ${type}`, async () => {
      writeFileSync(machine.knownHosts, line(type));
      await machine.connect(sshd, root);
      assert.deepEqual(machine.questions, []);
      assert.equal(known(), line(type));
    });

  // skeema/knownhosts#11: "found matching key w/out port", as ssh says. A key that is none of these is a new one.
  it('takes a key that is known for the host without its port, as ssh does, and asks about another one', async () => {
    const [, ...words] = line('ed25519').split(' ');
    writeFileSync(machine.knownHosts, `127.0.0.1 ${words.join(' ')}`);
    await machine.connect(sshd, root);
    assert.deepEqual(machine.questions, []);
    await sshd.reflash();
    writeFileSync(machine.knownHosts, `127.0.0.1 ${words.join(' ')}`);
    await machine.connect(sshd, root);
    assert.equal(machine.questions.length, 1);
  });

  it('finds hashed names, and hashes new ones where ssh_config says so', async () => {
    trust(machine, sshd);
    execFileSync('ssh-keygen', ['-H', '-f', machine.knownHosts], { stdio: 'ignore' });
    assert.doesNotMatch(known(), /127\.0/);
    await machine.connect(sshd, root);
    assert.deepEqual(machine.questions, []);
    writeFileSync(machine.knownHosts, '');
    writeFileSync(`${machine.home}/.ssh/config`, 'HashKnownHosts yes\n');
    await machine.connect(sshd, root);
    assert.match(known(), /^\|1\|/);
    execFileSync('ssh-keygen', ['-F', `[127.0.0.1]:${sshd.port}`, '-f', machine.knownHosts], { stdio: 'ignore' });
  });

  it('trusts a key that is known at another address of the node', async () => {
    writeFileSync(machine.knownHosts, line('ed25519').replace('127.0.0.1', '192.168.0.57'));
    await machine.connect(sshd, { ...root, knownAddresses: ['192.168.0.57'] });
    assert.deepEqual(machine.questions, []);
    assert.ok(known().includes(`\n[127.0.0.1]:${sshd.port} ssh-ed25519`));
  });

  it('refuses a revoked key', async () => {
    writeFileSync(machine.knownHosts, `@revoked * ${line('ed25519').split(' ').slice(1).join(' ')}`);
    assert.match(await refusal(machine.connect(sshd, root)), /^ssh\.hostkey_unknown: .* is revoked by .*known_hosts:1/);
  });

  it('refuses a key of RevokedHostKeys, and every key where that file is not there or a KRL', async () => {
    writeFileSync(machine.knownHosts, line('ed25519'));
    writeFileSync(`${machine.home}/.ssh/config`, `RevokedHostKeys ${machine.home}/revoked\n`);
    assert.match(await refusal(machine.connect(sshd, root)), /revoked, RevokedHostKeys .*, is not there: no host key/);
    writeFileSync(`${machine.home}/revoked`, `# stolen\n${line('ed25519').split(' ').slice(1).join(' ')}`);
    assert.match(await refusal(machine.connect(sshd, root)), /is revoked by .*\/revoked:2/);
    writeFileSync(`${machine.home}/revoked`, 'SSHKRL\n\0');
    assert.match(await refusal(machine.connect(sshd, root)), /is a KRL, which is not read here/);
  });

  it('does not take a file that cannot be read for one without keys', async () => {
    mkdirSync(machine.knownHosts);
    const says = await refusal(machine.connect(sshd, root, { hostKeys: 'accept-new' }));
    assert.match(
      says,
      /known_hosts cannot be read: it is a folder \(EISDIR\)\. So it is not known which host keys are right/,
    );
  });

  it('names an authority whose certificates are not read', async () => {
    const authority = `@cert-authority * ${line('ecdsa').split(' ').slice(1).join(' ')}`;
    writeFileSync(machine.knownHosts, authority);
    await machine.connect(sshd, root);
    assert.match(
      machine.notes.join(),
      /known_hosts:1 trusts an authority \(@cert-authority\): certificates of hosts are not/,
    );
    assert.equal(machine.questions.length, 1);
  });

  it('says that it accepts no changed key where ssh would', async () => {
    writeFileSync(machine.knownHosts, line('ed25519'));
    await sshd.reflash();
    writeFileSync(`${machine.home}/.ssh/config`, 'StrictHostKeyChecking No\n');
    assert.match(await refusal(machine.connect(sshd, root)), /"no" of ssh accepts it; microcloud never does/);
  });

  it('refuses an unknown key where ssh_config is strict', async () => {
    writeFileSync(`${machine.home}/.ssh/config`, 'StrictHostKeyChecking yes\n');
    assert.match(
      await refusal(machine.connect(sshd, root)),
      /^ssh\.hostkey_unknown: .* is not known, and StrictHostKeyChecking is yes/,
    );
    assert.deepEqual(machine.questions, []);
  });

  it('goes on when the key cannot be written down', async () => {
    const options = { hostKeys: 'accept-new', knownHostsFile: ['/proc/known_hosts'] } as const;
    await machine.connect(sshd, root, options);
    assert.match(machine.notes.join(), /The host key of pi-1 \(127\.0\.0\.1\) is not written down/);
  });
});
