import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { UserError } from '../../src/errors.ts';
import { secretResolver } from '../../src/inventory/resolve-secrets.ts';

const use = 'the SSH password of pi-2';

function neverAsked(): Promise<string> {
  return Promise.reject(new Error('asked'));
}

async function secretFile(t: TestContext, text: string, mode: number): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'microcloud-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'secret');
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}

function refusal(message: string, ...hints: readonly string[]): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof UserError);
    assert.equal(error.message, message);
    assert.deepEqual(error.hints, hints);
    assert.deepEqual([error.id, error.exitCode], ['ssh.secret', 2]);
    return true;
  };
}

describe('secretResolver', () => {
  it('reads the environment; the secret prints as what it is for', async () => {
    const secret = await secretResolver({ env: { PW: 'hunter2' }, ask: neverAsked })({ env: 'PW' }, use);
    assert.equal(secret.reveal(), 'hunter2');
    assert.equal(`${secret}`, '<the SSH password of pi-2>');
    assert.ok(!JSON.stringify({ secret }).includes('hunter2'));
  });

  it('names the variable that is not set', async () => {
    await assert.rejects(
      secretResolver({ env: {}, ask: neverAsked })({ env: 'PW' }, use),
      refusal('The environment variable PW is not set; it holds the SSH password of pi-2.', 'read -rs PW && export PW'),
    );
  });

  for (const text of ['hunter2', 'hunter2\n', 'hunter2\r\nmore\n']) {
    it(`reads the first line of a file: ${JSON.stringify(text)}`, async (t) => {
      const file = await secretFile(t, text, 0o600);
      const secret = await secretResolver({ env: {}, ask: neverAsked })({ file }, use);
      assert.equal(secret.reveal(), 'hunter2');
    });
  }

  it('reads a file that PowerShell wrote, and refuses bytes that are no text', async (t) => {
    const file = await secretFile(t, '', 0o600);
    await writeFile(file, Buffer.from('\ufeffhunter2\r\n', 'utf16le'));
    const secret = await secretResolver({ env: {}, ask: neverAsked })({ file }, use);
    assert.equal(secret.reveal(), 'hunter2');
    await writeFile(file, Buffer.from('h\xfcnter\n', 'latin1'));
    await assert.rejects(
      secretResolver({ env: {}, ask: neverAsked })({ file }, use),
      refusal(`${file} is no text in UTF-8; it holds ${use}.`, `save ${file} as UTF-8`),
    );
  });

  for (const mode of [0o644, 0o640, 0o602]) {
    it(`refuses a file of mode ${mode.toString(8)}`, async (t) => {
      const file = await secretFile(t, 'hunter2\n', mode);
      await assert.rejects(
        secretResolver({ env: {}, ask: neverAsked })({ file }, use),
        refusal(`${file} can be read by others on this machine; it holds ${use}.`, `chmod 600 ${file}`),
      );
    });
  }

  it('refuses a file whose first line is empty, and one that is not there', async (t) => {
    const file = await secretFile(t, '\nhunter2\n', 0o600);
    const resolve = secretResolver({ env: {}, ask: neverAsked });
    await assert.rejects(resolve({ file }, use), refusal(`The first line of ${file} is empty; it holds ${use}.`));
    await assert.rejects(
      resolve({ file: '/nowhere/pw' }, use),
      /\/nowhere\/pw cannot be read: it is not there, or its folder is not \(ENOENT\); it holds/,
    );
  });

  it('asks once for each use, one question at a time', async () => {
    let open = 0;
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      assert.equal(++open, 1);
      await setImmediate();
      open--;
      return `answer to ${question}`;
    };
    const resolve = secretResolver({ env: {}, ask });
    const secrets = await Promise.all([
      resolve({ prompt: true }, use),
      resolve({ prompt: true }, use),
      resolve({ prompt: true }, 'another'),
    ]);
    assert.deepEqual(questions, [`Type ${use}:`, 'Type another:']);
    assert.deepEqual(
      secrets.map((secret) => secret.reveal()),
      [`answer to Type ${use}:`, `answer to Type ${use}:`, 'answer to Type another:'],
    );
  });
});
