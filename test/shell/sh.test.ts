import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { lines, type Script, Secret, sh, text } from '../../src/shell/sh.ts';

const run = (script: Script) => execFileSync('dash', { input: script.wire, encoding: 'utf8' });

const rows: [string, Script, string][] = [
  ['it leaves plain words bare', sh`echo ${'pi-1'}`, 'echo pi-1'],
  ['it quotes words with spaces', sh`echo ${'a b'}`, "echo 'a b'"],
  ['it closes and reopens single quotes', sh`echo ${"it's"}`, "echo 'it'\\''s'"],
  ['it quotes the empty word', sh`echo ${''}`, "echo ''"],
  ['it spreads lists into words', sh`rm ${['a', 'b c']}`, "rm a 'b c'"],
  ['it inserts scripts as they are', sh`( ${sh`a; b`} )`, '( a; b )'],
  ['it writes shell variables that JavaScript would take', sh`echo \${x} \`y\``, 'echo ${x} `y`'],
  ['it keeps the shell’s backslashes', sh`printf '\n'`, "printf '\\n'"],
  ['it joins lines', lines([sh`a`, sh`b`]), 'a\nb'],
];
for (const [title, script, expected] of rows) test(title, () => assert.equal(script.wire, expected));

test('it brings any text through dash unchanged', () => {
  const word = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0') && value.isWellFormed());
  fc.assert(
    fc.property(word, (value) => assert.equal(run(sh`printf %s ${value}`), value)),
    { numRuns: 60 },
  );
});

test('it shows a secret by its label and runs its value', () => {
  const script = sh`login ${new Secret('token', () => 's3cret x')}`;
  assert.equal(script.display, "login '<token>'");
  assert.equal(script.wire, "login 's3cret x'");
  assert.equal(JSON.stringify({ script }), `{"script":"login '<token>'"}`);
});

test('it renders a plan without touching a pending secret', () => {
  const pending = new Secret('join token', () => {
    throw new Error('pending');
  });
  const script = sh`printf %s ${text`token: ${pending}\n`}`;
  assert.equal(script.display, "printf %s '<token: <join token>\n>'");
  assert.throws(() => script.wire, /pending/);
});
