import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import type { Batch } from '../../src/engine/batch.ts';
import { fileFact, filesFact } from '../../src/facts/file.ts';
import { bytesOf } from '../../src/shell/node-text.ts';
import { answersHere } from '../support/answers.ts';
import { temporary } from '../support/temporary.ts';

it('reads files as they are, whatever is in them and beside them', async (t) => {
  const folder = await temporary(t);
  const contents = {
    plain: 'one\ntwo\n',
    'without a last newline': 'end',
    empty: '',
    newlines: '\n\n\n',
    'grüße.txt': 'Grüße\n',
    '-n': 'looks like an option\n',
    "it's": '$HOME `id` "x"\n',
  };
  const paths = Object.keys(contents).map((name) => join(folder, name));
  for (const [name, content] of Object.entries(contents)) writeFileSync(join(folder, name), content);
  const others = ['absent', 'folder', 'link', 'dangling'].map((name) => join(folder, name));
  mkdirSync(join(folder, 'folder'));
  symlinkSync('plain', join(folder, 'link'));
  symlinkSync('nowhere', join(folder, 'dangling'));

  const facts = [...paths, ...others].map(fileFact);
  const answers = await answersHere(facts);
  const states = facts.map((fact) => answers.get(fact));
  assert.deepEqual(
    states.map((state) => (state.exists ? state.content : undefined)),
    [...Object.values(contents), undefined, undefined, 'one\ntwo\n', undefined],
  );
});

it('reads files byte for byte, also what is not UTF-8, and the files beside it', async (t) => {
  const folder = await temporary(t);
  const contents = {
    latin1: Buffer.from('# K\xfcche\n192.168.0.9\tnas\n', 'latin1'),
    utf16: Buffer.from('\ufeffhostname: pi\n', 'utf16le'),
    binary: Buffer.from([0, 1, 0xff, 0x0a, 0x0a, 0xfe, 0x0d]),
    mark: Buffer.from('\ufeff# begins with a byte order mark\r\n'),
    after: Buffer.from('192.168.0.77 drucker\n'),
  };
  const facts = Object.keys(contents).map((name) => fileFact(join(folder, name)));
  for (const [name, content] of Object.entries(contents)) writeFileSync(join(folder, name), content);
  const answers = await answersHere(facts);
  const read = facts.map((fact) => answers.get(fact)).map((state) => state.exists && bytesOf(state.content));
  assert.deepEqual(read, Object.values(contents));
});

it('reads mode, owner and time', async (t) => {
  const path = join(await temporary(t), 'x');
  writeFileSync(path, 'x');
  chmodSync(path, 0o4640);
  utimesSync(path, 1_700_000_000.25, 1_700_000_000.25);
  const state = (await answersHere([fileFact(path)])).get(fileFact(path));
  assert.deepEqual(state, {
    path,
    exists: true,
    mode: '4640',
    owner: 'root:root',
    modified: 1_700_000_000.25,
    content: 'x',
  });
});

it('finds no file where there is none at all', async () => {
  const fact = fileFact('/nowhere/x');
  assert.deepEqual((await answersHere([fact])).get(fact), { path: '/nowhere/x', exists: false });
});

it('finds files by patterns, in their order and as the shell does, beside files that are named', async (t) => {
  const folder = await temporary(t);
  mkdirSync(join(folder, 'sub'));
  const names = ['b.yaml', 'a.yaml', '.hidden.yaml', 'byaml', 'sub/c.yaml', 'first'];
  for (const name of names) writeFileSync(join(folder, name), name);
  const found = filesFact('x', [`${folder}/first`, `${folder}/*.yaml`]);
  const below = filesFact('y', [`${folder}/*/c*.yaml`, `${folder}/*.nothing`]);
  const named = fileFact(join(folder, 'b.yaml'));
  const answers = await answersHere([named, found, below]);
  assert.deepEqual(
    [found, below].map((fact) => answers.get(fact).map(({ content }) => content)),
    [['first', 'a.yaml', 'b.yaml'], ['sub/c.yaml']],
  );
  const state = answers.get(named);
  assert.equal(state.exists && state.content, 'b.yaml');
});

it('sends a file once that is named and that a pattern finds, too', async (t) => {
  const folder = await temporary(t);
  for (const name of ['a.conf', 'b.conf', '.c.conf']) writeFileSync(join(folder, name), `${name}\n`);
  const named = ['a.conf', '.c.conf'].map((name) => fileFact(join(folder, name)));
  const all = filesFact('all', [`${folder}/*.conf`]);
  const { batch } = all.ask as { batch: Batch };
  const script = batch.script([...named, all].map(({ ask }) => (ask as { item: string }).item)).wire;
  assert.doesNotMatch(script, /[^.]a\.conf/);
  assert.match(script, /\.c\.conf/);
  const answers = await answersHere([...named, all]);
  assert.deepEqual(
    named.map((fact) => answers.get(fact)).map((state) => state.exists && state.content),
    ['a.conf\n', '.c.conf\n'],
  );
  assert.deepEqual(
    answers.get(all).map(({ content }) => content),
    ['a.conf\n', 'b.conf\n'],
  );
});
