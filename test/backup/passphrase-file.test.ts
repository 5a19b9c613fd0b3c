import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Encrypter } from 'age-encryption';
import { decrypt } from '../../src/backup/passphrase-file.ts';
import { UnusableCopy } from '../../src/backup/read-copy.ts';
import { Secret } from '../../src/shell/sh.ts';

const passphrase = new Secret('passphrase', () => 'correct horse');
/** age encrypts pieces of 64 KiB, each with a sum of 16 bytes, behind a heading and a nonce of 16 bytes. */
const piece = 65_536 + 16;
const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7) % 251));

describe('what a passphrase keeps, in the hands of somebody else', () => {
  let heading: Buffer;
  let body: Buffer;
  before(async () => {
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passphrase.reveal());
    encrypter.setScryptWorkFactor(8);
    const file = Buffer.from(await encrypter.encrypt(content));
    const end = file.indexOf('\n', file.indexOf('\n---') + 1) + 1 + 16;
    [heading, body] = [file.subarray(0, end), file.subarray(end)];
    assert.equal(heading.length + body.length, file.length);
  });
  const pieces = () => [0, 1, 2, 3].map((index) => body.subarray(index * piece, (index + 1) * piece));
  const scrypt = (change: (line: string) => string) =>
    Buffer.from(heading.toString('latin1').replace(/^-> scrypt .*$/m, change), 'latin1');

  it('opens as it is', async () => {
    assert.deepEqual(Buffer.from(await decrypt(Buffer.concat([heading, ...pieces()]), passphrase)), content);
  });

  const attacks: Readonly<Record<string, () => Uint8Array>> = {
    "with two pieces in each other's place": () => {
      const [a, b, c, d] = pieces() as [Buffer, Buffer, Buffer, Buffer];
      return Buffer.concat([heading, b, a, c, d]);
    },
    'without its last piece': () => Buffer.concat([heading, ...pieces().slice(0, -1)]),
    'without a piece in the middle': () => Buffer.concat([heading, ...pieces().toSpliced(1, 1)]),
    'with its last piece twice': () => Buffer.concat([heading, ...pieces(), ...pieces().slice(-1)]),
    'with bytes behind it': () => Buffer.concat([heading, body, Buffer.from('more')]),
    'without any piece': () => heading,
    'with a heading that makes guesses cheap': () => Buffer.concat([scrypt((line) => line.replace(/8$/, '1')), body]),
    'with a heading that takes hours and all memory': () =>
      Buffer.concat([scrypt((line) => line.replace(/8$/, '30')), body]),
    'with a heading that says how often in another way': () =>
      Buffer.concat([scrypt((line) => line.replace(/8$/, '08')), body]),
    'with another one who may open it': () =>
      Buffer.concat([
        Buffer.from(heading.toString('latin1').replace('\n--- ', '\n-> X25519 AAAA\nAAAA\n--- '), 'latin1'),
        body,
      ]),
  };
  for (const [what, attack] of Object.entries(attacks)) {
    it(`does not open ${what}`, { timeout: 20_000 }, async () => {
      await assert.rejects(decrypt(attack(), passphrase), UnusableCopy);
    });
  }
});
