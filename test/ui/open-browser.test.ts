import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import { openerOf, writeDoorstep } from '../../src/ui/open-browser.ts';

describe('what opens the page', () => {
  it('is no program of the folder in which a person works', () => {
    assert.equal(openerOf('win32', { SystemRoot: 'D:\\Windows' }), 'D:\\Windows\\explorer.exe');
    assert.equal(openerOf('win32', {}), 'C:\\Windows\\explorer.exe');
    assert.equal(openerOf('linux', {}), 'xdg-open');
  });

  it('is given a file that nobody else can read, since the address has a token', async () => {
    const doorstep = await writeDoorstep('http://127.0.0.1:1/x/?token=y');
    assert.equal((await stat(doorstep.file)).mode & 0o777, 0o600);
    assert.equal((await stat(dirname(doorstep.file))).mode & 0o777, 0o700);
    await doorstep.remove();
    await assert.rejects(stat(dirname(doorstep.file)));
  });
});
