import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import nfs from '../../../src/steps/addons/nfs-addon.ts';
import { deployed } from '../../support/managed-objects.ts';
import { makeScope } from '../../support/plan.ts';
import { layOut, temporary } from '../../support/temporary.ts';

describe('volumes for all nodes', () => {
  const scope = makeScope({ at: 'pi-1', cluster: { addons: { nfs: { node: 'pi-3' } } } });
  const scripts = deployed(nfs, scope).find(({ data }) => data?.teardown)?.data;
  /** Runs what the helper pod runs, with a folder of two volumes in the place of its own; answers what is there then. */
  const after = async (t: TestContext, script: 'setup' | 'teardown', path: string) => {
    const folder = join(await temporary(t), 'folder');
    await layOut(folder, [
      ['pvc-1_club_photos/a', ''],
      ['pvc-2_club_films/b', ''],
      ['notes', ''],
    ]);
    await symlink(join(folder, 'pvc-2_club_films'), join(folder, 'pvc-1_club_photos/link'));
    const text = scripts[script].replaceAll('/folder/', `${folder}/`);
    spawnSync('sh', ['-c', text], { env: { ...process.env, VOL_DIR: path } });
    return (await readdir(folder)).toSorted().join(' ');
  };
  const all = 'notes pvc-1_club_photos pvc-2_club_films';

  it('come and go one by one', async (t) => {
    assert.equal(await after(t, 'setup', '/mnt/microcloud/pvc-3_a.b_c.d'), `${all} pvc-3_a.b_c.d`);
    assert.equal(await after(t, 'teardown', '/mnt/microcloud/pvc-1_club_photos'), 'notes pvc-2_club_films');
  });

  for (const path of [
    '/mnt/microcloud/',
    '/mnt/microcloud/.',
    '/mnt/microcloud/notes',
    '',
    '/',
    '-pvc-1',
    '*',
    '/x/..',
  ])
    it(`do not go with an object that names "${path}"`, async (t) => {
      assert.equal(await after(t, 'teardown', path), all);
      assert.equal(await after(t, 'setup', path), all);
    });
});
