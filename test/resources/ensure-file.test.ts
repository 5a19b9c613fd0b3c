import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { runRound } from '../../src/engine/round.ts';
import { type FileState, fileFact } from '../../src/facts/file.ts';
import { ensureFile } from '../../src/resources/ensure-file.ts';
import { Secret } from '../../src/shell/sh.ts';
import { answersHere } from '../support/answers.ts';
import { localConnection } from '../support/local.ts';
import { temporary } from '../support/temporary.ts';

/** Applies what is missing, then says what is still missing. */
async function applied(path: string, ensure: (state: FileState) => ReturnType<typeof ensureFile>) {
  const state = async () => (await answersHere([fileFact(path)])).get(fileFact(path));
  const changes = [...ensure(await state())];
  const result = await runRound(localConnection(), { changes, facts: [], holder: 'test' });
  assert.equal(result.kind, 'done', JSON.stringify(result));
  return { changes, left: [...ensure(await state())] };
}

const contents = ['one\ntwo\n', '', 'no newline at the end', `quotes ' " \` $HOME \\n %s %d`, '-n', 'Grüße\n', '\n\n'];
for (const content of contents) {
  it(`writes ${JSON.stringify(content)} as it is, in folders that it makes`, async (t) => {
    const path = join(await temporary(t), 'some where', 'file');
    const { left } = await applied(path, (state) => ensureFile(state, { content }));
    assert.deepEqual(left, []);
    assert.equal(readFileSync(path, 'utf8'), content);
    assert.equal(statSync(path).mode & 0o777, 0o644);
    assert.deepEqual(readdirSync(dirname(path)), ['file']);
  });
}

it('leaves the bytes of other lines alone, whatever they are', async (t) => {
  const path = join(await temporary(t), 'hosts');
  const before = Buffer.from([...Buffer.from('one\n# K'), 0xfc, ...Buffer.from("che\r\n%s \\0101 '"), 0, 0xff, 0x0a]);
  writeFileSync(path, before);
  const { changes, left } = await applied(path, (state) =>
    ensureFile(state, { content: state.exists ? state.content.replace('one', 'two') : '' }),
  );
  assert.deepEqual(left, []);
  assert.deepEqual(readFileSync(path), Buffer.concat([Buffer.from('two'), before.subarray(3)]));
  assert.match(changes[0]?.after ?? '', /^two\n# K�che/);
});

it('replaces a file, never writes into it', async (t) => {
  const folder = await temporary(t);
  const path = join(folder, 'file');
  writeFileSync(path, 'old');
  symlinkSync('file', join(folder, 'other'));
  const { ino } = statSync(path);
  const { changes } = await applied(path, (state) => ensureFile(state, { content: 'new', why: 'so that it is' }));
  assert.deepEqual(
    changes.map(({ summary, before, after }) => [summary, before, after]),
    [[`Change ${path}, so that it is`, 'old', 'new']],
  );
  assert.notEqual(statSync(path).ino, ino);
});

it('writes a secret for root alone, shows its name, and writes it once', async (t) => {
  const path = join(await temporary(t), 'key');
  const content = new Secret('key', () => 'hunter2');
  const { changes, left } = await applied(path, (state) => ensureFile(state, { content, mode: '600' }));
  assert.deepEqual(left, []);
  assert.equal(changes[0]?.after, '<key>');
  assert.ok(!changes[0]?.script.display.includes('hunter2'));
  assert.deepEqual([readFileSync(path, 'utf8'), statSync(path).mode & 0o777], ['hunter2', 0o600]);
});

it('mends the mode of a file whose content is right', async (t) => {
  const path = join(await temporary(t), 'file');
  writeFileSync(path, 'x', { mode: 0o666 });
  const { left } = await applied(path, (state) => ensureFile(state, { content: 'x' }));
  assert.deepEqual([left, statSync(path).mode & 0o777], [[], 0o644]);
});
