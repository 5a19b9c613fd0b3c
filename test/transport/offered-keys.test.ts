import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { WireReader, wireString } from '../../src/transport/wire-format.ts';
import { addToAgent, startAgent, type TestAgent } from '../support/ssh-agent.ts';
import { type HostKeyType, makeKey, startSshd, type TestSshd } from '../support/sshd.ts';
import { type ControlMachine, controlMachine, trust } from '../support/transport.ts';

describe('the keys that are offered', () => {
  let sshd: TestSshd;
  let machine: ControlMachine;
  let agent: TestAgent;

  before(async () => {
    machine = await controlMachine({ 'Passphrase for': 'open sesame' });
    makeKey(path('authority'));
    sshd = await startSshd({ config: [`TrustedUserCAKeys ${path('authority')}.pub`, 'MaxAuthTries 6'] });
    trust(machine, sshd);
    agent = await startAgent(machine.home);
  });
  after(async () => {
    agent.process.kill();
    machine.remove();
    await sshd.stop();
  });
  beforeEach(() => {
    machine.questions.length = 0;
    sshd.authorize('root', []);
    rmSync(path('.ssh/config'), { force: true });
    execFileSync('ssh-add', ['-qD'], { env: { ...process.env, SSH_AUTH_SOCK: agent.socket }, stdio: 'ignore' });
  });

  const path = (name: string) => join(machine.home, name);
  const configure = (...lines: readonly string[]) => writeFileSync(path('.ssh/config'), `${lines.join('\n')}\n`);
  const connect = (more: object = {}, options: object = {}) =>
    machine.connect(sshd, { user: 'root', identityFile: undefined, ...more }, options);
  const says = async (connecting: Promise<unknown>): Promise<string> => {
    const error = await connecting.then(
      () => assert.fail('it connects'),
      (reason) => reason,
    );
    assert.ok(error instanceof UserError, String(error));
    return error.message;
  };
  /** Fingerprints in the order in which sshd has seen their keys. */
  const seenBy = async (work: () => Promise<unknown>) => {
    const start = sshd.log().length;
    await work();
    return [
      ...sshd
        .log()
        .slice(start)
        .matchAll(/(?:Failed|Accepted) publickey .*?(SHA256:\S+)/g),
    ].map(([, sum]) => sum);
  };
  const sum = (name: string) => execFileSync('ssh-keygen', ['-lf', path(name)], { encoding: 'utf8' }).split(' ')[1];
  const certify = (name: string, ...options: readonly string[]) =>
    execFileSync('ssh-keygen', [
      '-q',
      '-s',
      path('authority'),
      '-I',
      'x',
      '-n',
      'root',
      ...options,
      path(`${name}.pub`),
    ]);

  it('are in the order of ssh: named ones of the agent, its others, those of files alone', async () => {
    for (const name of ['first', 'second', 'third']) makeKey(path(name));
    for (const name of ['third', 'second']) addToAgent(agent.socket, path(name));
    configure(`IdentityFile ${path('first')}`, `IdentityFile ${path('second')}`);
    const offers = async () => seenBy(() => says(connect({}, { agent: agent.socket })));
    assert.deepEqual(await offers(), [sum('second'), sum('third'), sum('first')]);
    configure(`IdentityFile ${path('first')}`, `IdentityFile ${path('second')}`, 'IdentitiesOnly yes');
    assert.deepEqual(await offers(), [sum('second'), sum('first')]);
  });

  it('keep room for the named one where the agent has many, and say which are left out', async () => {
    for (const number of [1, 2, 3, 4, 5, 6]) {
      makeKey(path(`many-${number}`));
      addToAgent(agent.socket, path(`many-${number}`));
    }
    sshd.authorize('root', [makeKey(path('named'))]);
    await connect({ identityFile: path('named') }, { agent: agent.socket });
    sshd.authorize('root', []);
    const message = await says(connect({ identityFile: path('named') }, { agent: agent.socket }));
    assert.equal(message.match(/\(too many keys\)/g)?.length, 2);
    assert.match(message, /\(tried: agent key .*\/named; not offered: agent key /);
  });

  for (const type of ['ed25519', 'ecdsa', 'rsa'] satisfies HostKeyType[])
    it(`have a certificate of an ${type} key that lies beside it`, async () => {
      makeKey(path('certified'), { type });
      certify('certified');
      await connect({ identityFile: path('certified') });
      configure(`IdentityFile ${path('certified')}`, `CertificateFile ${path('moved-cert.pub')}`);
      renameSync(path('certified-cert.pub'), path('moved-cert.pub'));
      await connect();
      assert.match(sshd.log(), /Accepted certificate ID "x"/);
    });

  it('have a certificate that the agent holds', async () => {
    makeKey(path('held'));
    certify('held');
    addToAgent(agent.socket, path('held'));
    rmSync(path('held'));
    await connect({ identityFile: undefined }, { agent: agent.socket });
  });

  it('leave out a certificate without its key, by name', async () => {
    makeKey(path('stranger'));
    certify('stranger');
    configure(`IdentityFile ${machine.key}`, `CertificateFile ${path('stranger-cert.pub')}`);
    const expected = `tried: ${machine.key}; not offered: ${path('stranger-cert.pub')} (there is no key for this certificate)`;
    assert.ok((await says(connect())).includes(expected));
  });

  it('have keys in PKCS#8, as OpenSSL and clouds write them', async () => {
    const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const options = { type: 'pkcs8', format: 'pem' } as const;
    const write = (name: string, text: string | Buffer) => writeFileSync(path(name), text, { mode: 0o600 });
    write('plain', key.export(options));
    write('encrypted', key.export({ ...options, cipher: 'aes-256-cbc', passphrase: 'open sesame' }));
    const publicKey = execFileSync('ssh-keygen', ['-yf', path('plain')], { encoding: 'utf8' });
    sshd.authorize('root', [publicKey]);
    for (const name of ['plain', 'encrypted']) await connect({ identityFile: path(name) });
    writeFileSync(path('encrypted.pub'), publicKey);
    await connect({ identityFile: path('encrypted') });
    assert.deepEqual(machine.questions, [`Passphrase for ${path('encrypted')}`]);
  });

  it('have a key that only the agent has, by the .pub that is left of it', async () => {
    sshd.authorize('root', [makeKey(path('agent-only'))]);
    addToAgent(agent.socket, path('agent-only'));
    rmSync(path('agent-only'));
    configure(`IdentityFile ${path('agent-only')}`, 'IdentitiesOnly yes');
    await connect({}, { agent: agent.socket });
    assert.match(await says(connect()), /agent-only \(does not exist, and no agent has the key of its \.pub\)\)/);
  });

  it('leave out what ssh leaves out, too, and what cannot be read, each with its reason', async () => {
    makeKey(path('open'));
    chmodSync(path('open'), 0o644);
    writeFileSync(path('text'), 'hello\n', { mode: 0o600 });
    configure(...['open', 'text', 'nowhere'].map((name) => `IdentityFile ${path(name)}`));
    const message = await says(connect());
    assert.ok(!existsSync(path('nowhere')));
    assert.ok(
      message.includes(`(tried: nothing; not offered: ${path('open')} (its permissions 0644 are too open`),
      message,
    );
    assert.ok(
      message.includes(`chmod 600 ${path('open')}), ${path('text')} (is not a private key that can be read)`),
      message,
    );
    assert.ok(message.includes(`${path('nowhere')} (does not exist))`), message);
  });

  it('do not list usual names that are not there', async () => {
    assert.match(await says(connect()), /\(tried: nothing: there is no key and no password\)/);
  });

  it('name a security key as what it is, and have it through an agent', async (t) => {
    const device = await securityKey(path('device'));
    t.after(() => device.server.close());
    const line = `sk-ssh-ed25519@openssh.com ${device.blob.toString('base64')}`;
    sshd.authorize('root', [line]);
    await connect({}, { agent: path('device') });
    assert.match(sshd.log(), /Accepted publickey .* ED25519-SK /);
    const body = [
      wireString('none'),
      wireString('none'),
      wireString(''),
      Buffer.from([0, 0, 0, 1]),
      wireString(device.blob),
    ];
    const text = Buffer.concat([Buffer.from('openssh-key-v1\0'), ...body, wireString('handle')]).toString('base64');
    const pem = `-----BEGIN OPENSSH PRIVATE KEY-----\n${text}\n-----END OPENSSH PRIVATE KEY-----\n`;
    writeFileSync(path('id_sk'), pem, { mode: 0o600 });
    const expected = `${path('id_sk')} (is a security key, which only an agent can ask: ssh-add ${path('id_sk')})`;
    assert.ok((await says(connect({ identityFile: path('id_sk') }))).includes(expected));
    await connect({ identityFile: path('id_sk') }, { agent: path('device') });
  });
});

/** An agent with a security key, as PROTOCOL.u2f of OpenSSH describes what it signs. */
async function securityKey(socket: string): Promise<{ readonly blob: Buffer; readonly server: Server }> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '', 'base64url');
  const type = wireString('sk-ssh-ed25519@openssh.com');
  const blob = Buffer.concat([type, wireString(raw), wireString('ssh:')]);
  const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest();
  const isTouched = Buffer.from([1]);
  const counter = Buffer.from([0, 0, 0, 7]);
  const server = createServer((connection) => {
    connection.once('data', (request: Buffer) => {
      const reader = new WireReader(request, 5);
      const list = () => Buffer.concat([Buffer.from([12, 0, 0, 0, 1]), wireString(blob), wireString('touch me')]);
      const signature = () => {
        assert.ok(reader.string().equals(blob));
        const data = Buffer.concat([sha256('ssh:'), isTouched, counter, sha256(reader.string())]);
        const whole = Buffer.concat([type, wireString(sign(null, data, privateKey)), isTouched, counter]);
        return Buffer.concat([Buffer.from([14]), wireString(whole)]);
      };
      connection.end(wireString(request[4] === 11 ? list() : signature()));
    });
  });
  await new Promise<void>((resolve) => void server.listen(socket, resolve));
  return { blob, server };
}
