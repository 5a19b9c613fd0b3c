import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileError } from '../../src/cli/file-errors.ts';
import { packageRoot } from '../../src/package-root.ts';
import { microcloud } from '../commands/cli.ts';
import { temporary } from '../support/temporary.ts';

const refusal = (code: string, path: string) =>
  Object.assign(new Error(`${code}: no`), { code, path, syscall: 'open' });

describe('a file that the system refuses', () => {
  for (const [code, says, hint] of [
    ['EACCES', /you may not write or read it/, /^ls -ld \/srv\/club, or give another path$/],
    ['EROFS', /its file system is read-only/, /another one/],
    ['ENOSPC', /the disk is full/, /df -h \/srv\/club/],
    ['ENOENT', /it is not there, or its folder is not/, /^mkdir -p \/srv\/club$/],
    ['EISDIR', /it is a folder/, /a file/],
  ] as const) {
    it(`is named with what to type: ${code}`, () => {
      const error = fileError(refusal(code, '/srv/club/inventory.yaml')) ?? assert.fail();
      assert.match(error.message, /^\/srv\/club\/inventory\.yaml: /);
      assert.match(error.message, says);
      assert.match(error.hints.join(), hint);
    });
  }

  it('is a bug where it is one of this program, and where it is no file at all', () => {
    assert.equal(fileError(refusal('ENOENT', join(packageRoot, 'templates/none.yaml'))), undefined);
    assert.equal(fileError(refusal('ECONNRESET', '/srv')), undefined);
    assert.equal(fileError(Object.assign(new Error('no'), { code: 'EACCES' })), undefined);
  });

  it('is told by commands that write', async (t) => {
    const cwd = await temporary(t);
    await writeFile(join(cwd, 'hosts.ini'), '[k3s_server]\npi-1\n');
    await mkdir(join(cwd, 'inventory.yaml'));
    await chmod(cwd, 0o755);
    const { code, stderr } = await microcloud(['inventory', 'import', 'hosts.ini', '--force'], {
      cwd,
      env: { PATH: '' },
    });
    assert.equal(code, 1);
    assert.equal(stderr, 'inventory.yaml: it is a folder (EISDIR).\nTry: give the path of a file\n');
  });
});
