import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { tarOfPrograms } from '../../../scripts/from-source/program-tar.ts';

const list = (archive: Buffer) =>
  execFileSync('tar', ['--list', '--verbose', '--numeric-owner', '--utc', '--file', '-'], { input: archive })
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ +/g, ' '));

for (const size of [0, 1, 511, 512, 513, 5000]) {
  test(`it is read back by tar with a program of ${size} bytes`, async () => {
    const content = Buffer.alloc(size, 'x');
    const archive = await tarOfPrograms({ '/usr/bin/one': content, '/two': Buffer.from('2') });
    assert.deepEqual(list(archive), [
      `-rwxr-xr-x 0/0 ${size} 1970-01-01 00:00 usr/bin/one`,
      '-rwxr-xr-x 0/0 1 1970-01-01 00:00 two',
    ]);
    assert.deepEqual(
      execFileSync('tar', ['--extract', '--to-stdout', '--file', '-', 'usr/bin/one'], { input: archive }),
      content,
    );
  });
}
