import assert from 'node:assert/strict';
import { readdirSync, statSync, symlinkSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { Encrypter } from 'age-encryption';
import { copiesFolder, copiesIn, copyName, openCopy, writeCopy } from '../../src/backup/copy-file.ts';
import { isEncrypted } from '../../src/backup/passphrase-file.ts';
import { UserError } from '../../src/errors.ts';
import { Secret } from '../../src/shell/sh.ts';
import { packCopy, partsOfCopy } from '../support/copies.ts';
import { temporary } from '../support/temporary.ts';

const passphrase = (text: string) => new Secret('passphrase', () => text);
const right = passphrase('correct horse');
const nobody = () => Promise.reject(new Error('nobody asks here'));

describe('the file of a copy', () => {
  let plain: Buffer;
  let encrypted: Uint8Array;
  before(async () => {
    plain = await packCopy(partsOfCopy());
    const encrypter = new Encrypter();
    encrypter.setPassphrase(right.reveal());
    // The program makes each guess take a second.
    encrypter.setScryptWorkFactor(8);
    encrypted = await encrypter.encrypt(plain);
  });

  it('is for its owner alone, as its folder is, and nothing lies beside it', async (t) => {
    const folder = join(await temporary(t), 'data', 'backups');
    const file = join(folder, 'home.tar.gz');
    await writeCopy(file, plain);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(folder), ['home.tar.gz']);
    assert.deepEqual(await readFile(file), plain);
  });

  it('is listed where another one cannot be read, like one on a disk that is not there now', async (t) => {
    const folder = await temporary(t);
    const [here, away] = ['home-2026-11-29T094512Z.tar.gz', 'home-2026-11-30T094512Z.tar.gz.age'];
    await writeCopy(join(folder, here), plain);
    symlinkSync('/mnt/usb/home.tar.gz.age', join(folder, away));
    assert.deepEqual(
      (await copiesIn(folder)).map(({ file }) => file),
      [join(folder, here)],
    );
  });

  it('takes the place of no other file', async (t) => {
    const file = join(await temporary(t), 'home.tar.gz');
    await writeFile(file, 'mine');
    await assert.rejects(writeCopy(file, plain), /home\.tar\.gz is there already\./);
    assert.equal(await readFile(file, 'utf8'), 'mine');
  });

  it('shows nothing of its content when it is encrypted', async (t) => {
    const file = join(await temporary(t), 'home.tar.gz.age');
    await writeCopy(file, encrypted);
    const bytes = await readFile(file);
    assert.ok(isEncrypted(bytes) && !isEncrypted(plain));
    assert.equal(bytes.indexOf(plain.subarray(20, 60)), -1);
    assert.equal((await openCopy(file, async () => right)).cluster, 'home');
  });

  it('is opened without a question when it is not encrypted', async (t) => {
    const file = join(await temporary(t), 'home.tar.gz');
    await writeCopy(file, plain);
    assert.equal((await openCopy(file, nobody)).cluster, 'home');
  });

  it('is refused without encryption where a person expects some', async (t) => {
    const folder = await temporary(t);
    const says = /is not encrypted: somebody else may have put it in the place of your copy\.$/;
    for (const [name, hasPassphrase] of [
      ['home-2026-11-29T094512Z.tar.gz.age', false],
      ['copy', true],
    ] as const) {
      await writeFile(join(folder, name), plain);
      await assert.rejects(openCopy(join(folder, name), nobody, hasPassphrase), says);
    }
  });

  const rows: Readonly<Record<string, readonly [bytes: () => Uint8Array, passphrase: string, says: RegExp]>> = {
    'with another passphrase': [() => encrypted, 'correct cow', / does not open with this passphrase\.$/],
    'whose end is missing': [
      () => encrypted.subarray(0, -100),
      'correct horse',
      / is cut or damaged: it opens with this passphrase, and its content is not as it was encrypted\.$/,
    ],
    'with a byte that was changed': [
      () => encrypted.with(encrypted.length - 9, 7).with(encrypted.length - 10, 9),
      'correct horse',
      / is cut or damaged: /,
    ],
    'that ends in its heading': [() => encrypted.subarray(0, 60), 'correct horse', / is cut or damaged/],
  };
  for (const [title, [bytes, typed, says]] of Object.entries(rows)) {
    it(`cannot be used ${title}`, async (t) => {
      const file = join(await temporary(t), 'copy');
      await writeFile(file, bytes());
      await assert.rejects(
        openCopy(file, async () => passphrase(typed)),
        (error) => error instanceof UserError && says.test(error.message) && error.exitCode === 2,
      );
    });
  }

  it('that is not there is told so, with what to type', async (t) => {
    const file = join(await temporary(t), 'copy');
    await assert.rejects(openCopy(file, nobody), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /copy cannot be read: it is not there, or its folder is not \(ENOENT\)\.$/);
      assert.deepEqual(error.hints, ['microcloud backup list']);
      return true;
    });
  });
});

describe('the folder of copies', () => {
  it('is where the user keeps data', () => {
    assert.equal(copiesFolder({ HOME: '/home/ana' }), '/home/ana/.local/share/microcloud/backups');
    assert.equal(copiesFolder({ HOME: '/home/ana', XDG_DATA_HOME: '/data' }), '/data/microcloud/backups');
  });

  it('is listed from the newest copy on, without what is none', async (t) => {
    const folder = await temporary(t);
    const old = copyName('home', 'plain', new Date('2026-11-29T09:45:12.345Z'));
    const young = copyName('our-school', 'encrypted', new Date('2026-11-30T00:00:01Z'));
    assert.equal(young, 'our-school-2026-11-30T000001Z.tar.gz.age');
    for (const name of [old, young, 'notes.txt', `.${old}.new-12`]) await writeFile(join(folder, name), 'x');
    assert.deepEqual(await copiesIn(folder), [
      {
        file: join(folder, young),
        cluster: 'our-school',
        made: new Date('2026-11-30T00:00:01Z'),
        bytes: 1,
        isEncrypted: true,
      },
      {
        file: join(folder, old),
        cluster: 'home',
        made: new Date('2026-11-29T09:45:12Z'),
        bytes: 1,
        isEncrypted: false,
      },
    ]);
  });

  it('has none before the first', async (t) => {
    assert.deepEqual(await copiesIn(join(await temporary(t), 'none')), []);
  });
});
