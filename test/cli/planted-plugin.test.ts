import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { layOut, temporary } from '../support/temporary.ts';

const exec = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const needsBuild = !existsSync(resolve(root, 'dist/microcloud.cjs')) && 'needs a build';

/** What oclif takes for a plugin that a user has installed, in the folder where `backup` keeps copies. */
const planted = [
  [
    'microcloud/package.json',
    JSON.stringify({
      name: 'x',
      version: '1.0.0',
      oclif: { schema: 1, plugins: [{ name: 'planted', type: 'user' }] },
      dependencies: { planted: '1.0.0' },
    }),
  ],
  [
    'microcloud/node_modules/planted/package.json',
    JSON.stringify({ name: 'planted', version: '1.0.0', main: 'hook.js', oclif: { hooks: { init: './hook.js' } } }),
  ],
  ['microcloud/node_modules/planted/hook.js', 'module.exports = async () => console.log("planted code runs");'],
] as const;

describe('code that somebody has put into the folder of data', () => {
  for (const [program, skip] of [
    ['bin/dev.js', false],
    ['bin/run.js', needsBuild],
  ] as const) {
    it(`is not run by ${program}`, { skip }, async (t) => {
      const data = await temporary(t);
      await layOut(data, planted);
      const env = { ...process.env, XDG_DATA_HOME: data };
      const { stdout } = await exec(process.execPath, [resolve(root, program), 'completion', 'bash'], { env });
      assert.match(stdout, /complete/);
      assert.doesNotMatch(stdout, /planted code runs/);
    });
  }
});
