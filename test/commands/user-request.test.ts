import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { readRequest } from '../../src/kube/certificate-request.ts';
import { temporary } from '../support/temporary.ts';
import { microcloud } from './cli.ts';

async function setUp(t: TestContext) {
  const cwd = await temporary(t);
  const run = (...args: string[]) => microcloud(['user', 'request', 'ismael', ...args], { cwd, env: { HOME: cwd } });
  return { cwd, key: join(cwd, 'ismael.key'), run };
}

describe('user request', () => {
  it('prints the request of the same key again, as the shell has emptied the file of the first one', async (t) => {
    const { key, run } = await setUp(t);
    const first = await run();
    const made = await readFile(key, 'utf8');
    const again = await run();
    assert.deepEqual([first.code, again.code], [0, 0]);
    assert.match(again.stderr, /^ismael\.key was there already, and stays as it is: this is its request\./);
    assert.equal(await readFile(key, 'utf8'), made);
    assert.equal((await stat(key)).mode & 0o777, 0o600);
    const asked = [first, again].map(({ stdout }) => {
      const read = readRequest(stdout);
      return 'refused' in read ? read.refused : read.group;
    });
    assert.equal(asked[0], asked[1]);
    assert.match(asked[0] ?? '', /^microcloud:ismael:[0-9a-f]{8}$/);
  });

  const rsa = () =>
    generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  for (const [what, content] of [
    ['no key', () => 'hello\n'],
    ['a key of another kind', () => rsa().toString()],
  ] as const) {
    it(`leaves a file alone that has ${what}`, async (t) => {
      const { key, run } = await setUp(t);
      const text = content();
      await writeFile(key, text, { mode: 0o600 });
      const { code, stdout, stderr } = await run();
      assert.deepEqual([code, stdout], [2, '']);
      assert.equal(
        stderr,
        'ismael.key is there already, and is no key that this command made.\nTry: --key FILE writes another one\n',
      );
      assert.equal(await readFile(key, 'utf8'), text);
    });
  }

  it('says what a path is that takes no key', async (t) => {
    const { run } = await setUp(t);
    const { code, stderr } = await run('--key', 'none/ismael.key');
    assert.equal(code, 2);
    assert.match(stderr, /^none\/ismael\.key cannot be written: it is not there, or its folder is not \(ENOENT\)\./);
  });
});
