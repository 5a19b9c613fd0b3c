import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { layOut, temporary } from '../support/temporary.ts';

const program = join(import.meta.dirname, '../../scripts/test.ts');
const head = "import { describe, it } from 'node:test';\n";
const passes = `${head}describe('it', () => { it('holds', () => {}); it('waits', { skip: true }, () => {}); });`;

const rows = [
  { name: 'a passing file', files: { a: passes }, code: 0, sum: '1 passed, 0 failed, 1 skipped' },
  {
    name: 'a failing test',
    files: { a: passes, b: `${head}describe('it', () => { it('breaks', () => { throw new Error('so it is'); }); });` },
    code: 1,
    sum: '1 passed, 1 failed, 1 skipped',
    says: 'so it is',
  },
  {
    name: 'a test that has measured something',
    files: { a: `${head}it('measures', (t) => { t.diagnostic('it took 3 s'); });` },
    code: 0,
    sum: '1 passed, 0 failed',
    says: '^ +it took 3 s$',
  },
  {
    name: 'a file that does not parse',
    files: { a: passes, b: 'import {' },
    code: 1,
    sum: '1 passed, 1 failed, 1 skipped',
    says: 'b.test.ts',
  },
  {
    name: 'a process that dies',
    files: { b: `${head}it('dies', () => { process.kill(process.pid, 'SIGKILL'); });` },
    code: 1,
    sum: '0 passed, 1 failed',
  },
  {
    name: 'a promise that nobody waits for',
    files: { b: `${head}it('passes', () => {}); Promise.reject(new Error('forgotten'));` },
    code: 1,
    sum: '1 passed, 1 failed',
    says: 'forgotten',
  },
] as const;

describe('npm test', () => {
  for (const { name, files, code, sum, ...rest } of rows) {
    it(`counts ${name}`, async (t) => {
      const directory = await temporary(t);
      const paths = Object.entries(files).map(([file, text]) => [`${file}.test.ts`, text] as [string, string]);
      await layOut(directory, paths);
      const { NODE_TEST_CONTEXT: _, ...env } = process.env;
      const named = paths.map(([path]) => join(directory, path));
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...named], { env, encoding: 'utf8' });
      assert.equal(stdout.trimEnd().split('\n').at(-1), sum, stdout + stderr);
      assert.equal(status, code);
      if ('says' in rest) assert.match(stdout, new RegExp(rest.says, 'm'));
    });
  }
});
