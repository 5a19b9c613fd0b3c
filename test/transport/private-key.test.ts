import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Unlocked, unlock } from '../../src/transport/private-key.ts';
import { WireReader } from '../../src/transport/wire-format.ts';
import { temporary } from '../support/temporary.ts';

const makers: Readonly<Record<string, () => KeyObject>> = {
  'ssh-ed25519': () => generateKeyPairSync('ed25519').privateKey,
  'ssh-rsa': () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  'ecdsa-sha2-nistp256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  'ecdsa-sha2-nistp384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
  'ecdsa-sha2-nistp521': () => generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey,
};
const words = (unlocked: Unlocked) => (unlocked.kind === 'useless' ? unlocked.reason : unlocked.kind);

describe('a private key', () => {
  for (const [type, make] of Object.entries(makers))
    it(`of type ${type} is read from PKCS#8, plain and encrypted, and signs what its public key verifies`, () => {
      const key = make();
      const plain = key.export({ type: 'pkcs8', format: 'pem' }).toString();
      const encrypted = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' });
      assert.equal(words(unlock(encrypted.toString(), 'k')), 'locked');
      assert.equal(words(unlock(encrypted.toString(), 'k', 'wrong')), 'wrong');
      const algorithm = type === 'ssh-rsa' ? 'rsa-sha2-512' : type;
      for (const found of [unlock(plain, 'k'), unlock(encrypted.toString(), 'k', 'secret')]) {
        assert.equal(found.kind, 'key');
        const signature = new WireReader(found.signer.sign(Buffer.from('data'), algorithm));
        assert.equal(signature.text(), algorithm);
        assert.equal(new WireReader(found.signer.publicKey).text(), type);
        if (type.startsWith('ecdsa')) continue; // sshd verifies these, in the tests of the login
        const hash = type === 'ssh-rsa' ? 'sha512' : null;
        assert.ok(verify(hash, Buffer.from('data'), createPublicKey(key), signature.string()));
      }
    });

  // One wrong passphrase in 256 ends in another error of OpenSSL's.
  it('says of no wrong passphrase that the file is broken', () => {
    const key = makers['ecdsa-sha2-nistp256']?.();
    const text =
      key?.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'secret' }).toString() ?? '';
    for (let tries = 0; tries < 600; tries += 1) assert.equal(words(unlock(text, 'k', `wrong ${tries}`)), 'wrong');
  });

  const bytes = 'is encrypted with 3des-nobody, which is not read here; convert it with: ssh-keygen -p -f k';
  it('names a cipher that it does not know, and never the passphrase', async (t) => {
    for (const cipher of ['aes256-ctr', 'aes128-cbc', 'aes256-gcm@openssh.com', '3des-cbc']) {
      const text = await openssh(t, '-t', 'ed25519', '-Z', cipher, '-N', 'secret');
      assert.equal(words(unlock(text, 'k')), 'locked', cipher);
      assert.equal(words(unlock(text, 'k', 'secret')), 'key', cipher);
      assert.equal(words(unlock(text, 'k', 'wrong')), 'wrong', cipher);
    }
    const unknown = await openssh(t, '-t', 'ed25519', '-Z', 'chacha20-poly1305@openssh.com', '-N', 'secret');
    const says = bytes.replace('3des-nobody', 'chacha20-poly1305@openssh.com');
    for (const passphrase of [undefined, 'secret', 'wrong'])
      assert.equal(words(unlock(unknown, 'k', passphrase)), says);
  });

  it('is read from PEM of before OpenSSH 7.8', async (t) => {
    for (const type of ['rsa', 'ecdsa']) {
      const text = await openssh(t, '-t', type, ...(type === 'rsa' ? ['-b', '2048'] : []), '-m', 'PEM', '-N', 'secret');
      assert.match(text, /Proc-Type: 4,ENCRYPTED/);
      assert.deepEqual([unlock(text, 'k'), unlock(text, 'k', 'wrong'), unlock(text, 'k', 'secret')].map(words), [
        'locked',
        'wrong',
        'key',
      ]);
    }
  });

  it("is not read in PuTTY's newer format, which is named with what converts it", () => {
    const text = 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: x\nPublic-Lines: 2\n';
    assert.match(words(unlock(text, '/k')), /^is in PuTTY's format; convert it with: puttygen \/k -O private-openssh/);
  });

  it('is told from other texts, and from keys of other kinds', () => {
    assert.equal(words(unlock('hello', 'k')), 'is not a private key that can be read');
    const x25519 = generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    assert.equal(words(unlock(x25519, 'k')), 'is a key of type x25519, which sshd does not take');
    const broken = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----';
    assert.match(words(unlock(broken, 'k')), /^cannot be read \(.*\); convert it with: ssh-keygen -p -f k$/);
  });
});

async function openssh(t: TestContext, ...options: readonly string[]): Promise<string> {
  const path = join(await temporary(t), 'key');
  execFileSync('ssh-keygen', ['-q', '-a', '1', '-f', path, ...options]);
  return readFileSync(path, 'utf8').trim();
}
