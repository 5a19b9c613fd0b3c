import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadChecks } from '../../src/doctor/themes.ts';
import { temporary } from '../support/temporary.ts';

const told = (await loadChecks()).flatMap(({ id, advice }) => {
  const [, command] = [advice].flat().flatMap((text) => /^ssh \{node\} "(.* tee -a .*)"$/.exec(text) ?? []);
  return command === undefined ? [] : [{ id, command }];
});

describe('lines that people are told to append to a file', () => {
  it('are those of these checks', () =>
    assert.deepEqual(told.map(({ id }) => id).sort(), ['hw.page_size', 'id.localhost', 'pods.page_size']));

  for (const { id, command } of told) {
    it(`stand by themselves where the file does not end with its line: ${id}`, async (t) => {
      const file = join(await temporary(t), 'file');
      writeFileSync(file, '[pi4]\narm_boost=1');
      const [own = ''] = command.split(' && ');
      execFileSync('sh', ['-c', own.replace(/sudo tee -a \S+/, `tee -a ${file}`)]);
      const [section, before, ...added] = readFileSync(file, 'utf8').split('\n').filter(Boolean);
      assert.deepEqual([section, before], ['[pi4]', 'arm_boost=1']);
      // The firmware takes a line behind [pi4] for one of that board only.
      assert.deepEqual(added, id === 'id.localhost' ? ['127.0.0.1 localhost'] : ['[all]', 'kernel=kernel8.img']);
    });
  }
});
