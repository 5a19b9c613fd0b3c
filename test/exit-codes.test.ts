import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { exitCodes } from '../src/exit-codes.ts';

const root = join(import.meta.dirname, '..');

describe('the exit codes', () => {
  it('stand in docs/exit-codes.md with the same meanings', () => {
    const page = readFileSync(join(root, 'docs/exit-codes.md'), 'utf8');
    const [, table = ''] = /^\| exit code \| meaning \|\n\|---\|---\|\n((?:\|.*\n)+)/m.exec(page) ?? [];
    const rows = Object.entries(exitCodes).map(([code, meaning]) => `| ${code} | ${meaning} |\n`);
    assert.equal(table, rows.join(''));
  });

  it('are set where their type is known, and nowhere else', () => {
    const setting = /process\.exitCode = |process\.exit\((?!130 satisfies ExitCode)/;
    const files = globSync('{src,lab}/**/*.ts', { cwd: root });
    assert.deepEqual(
      files.filter((file) => setting.test(readFileSync(join(root, file), 'utf8'))),
      ['src/cli/base-command.ts'],
    );
  });
});
