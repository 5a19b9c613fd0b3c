import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { filesOf, passwordIn, prepareFiles } from '../../lab/state.ts';
import { temporary } from '../support/temporary.ts';

describe("the password of a lab's nodes", () => {
  it('is long, another one for each lab, stays, and is for its owner only', async (t) => {
    const root = await temporary(t);
    const labs = [filesOf(join(root, 'one')), filesOf(join(root, 'two'))] as const;
    for (const files of labs) await prepareFiles(files);
    const [one, two] = await Promise.all(labs.map(passwordIn));
    assert.match(one ?? '', /^[0-9a-f]{24}$/);
    assert.notEqual(one, two);
    await prepareFiles(labs[0]);
    assert.equal(await passwordIn(labs[0]), one);
    for (const { directory, sudoPassword } of labs) {
      assert.equal((await stat(sudoPassword)).mode & 0o777, 0o600);
      assert.equal((await stat(directory)).mode & 0o777, 0o700);
    }
  });
});
