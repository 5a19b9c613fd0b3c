import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { layOut, temporary } from '../support/temporary.ts';

const exec = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const file = join(root, 'build', process.platform === 'win32' ? 'microcloud.exe' : 'microcloud');
const needsBuild = !existsSync(join(root, 'dist/microcloud.cjs')) && 'needs a build';

/** How a run ended that did not end well. */
interface Asked extends Error {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the program as one file', { skip: needsBuild }, () => {
  before(() => exec(process.execPath, [join(root, 'scripts/executable.ts')]));

  it('runs where there is no Node, no package and no other program', async (t) => {
    const cwd = await temporary(t);
    const run = (...args: string[]) => exec(file, args, { cwd, env: { PATH: join(cwd, 'none'), HOME: cwd } });
    assert.match((await run('--version')).stdout, /^microcloud\/\d/);
    const flags = ['--name', 'home', '--subnet', '192.168.0.0/24', '--gateway', '192.168.0.1'];
    await run('inventory', 'init', ...flags, '--node', 'pi-1=192.168.0.201');
    assert.match((await run('inventory', 'check')).stdout, /^inventory\.yaml has no mistakes: cluster home, k3s/);
    assert.match((await run('doctor', '--explain', 'swap.active')).stdout, /kubelet does not start with swap/);
  });

  it('asks nodes, and keeps a log of it', async (t) => {
    const cwd = await temporary(t);
    const nodes = '[{name: pi-1, role: control-plane, address: 127.0.0.1}, {name: pi-2, address: 127.0.0.2}]';
    const text = `cluster: {name: home, distribution: k3s}\ndefaults: {ssh: {user: pi, port: 1}}\nnodes: ${nodes}\n`;
    await layOut(cwd, [['inventory.yaml', text]]);
    const env = { PATH: '', HOME: cwd, XDG_STATE_HOME: join(cwd, 'state') };
    await assert.rejects(exec(file, ['status'], { cwd, env }), ({ code, stdout, stderr }: Asked) => {
      assert.equal(code, 1);
      assert.match(`${stdout}${stderr}`, /Cannot connect to pi-2 \(127\.0\.0\.2\): nothing listens on port 1\./);
      return true;
    });
    const [log = ''] = await readdir(join(cwd, 'state/microcloud/log'));
    const events = (await readFile(join(cwd, 'state/microcloud/log', log), 'utf8')).trim().split('\n');
    assert.ok(events.length > 1);
    for (const event of events) assert.equal(typeof JSON.parse(event), 'object');
  });

  it('has the files that it reads inside', async (t) => {
    const cwd = await temporary(t);
    await mkdir(join(cwd, 'elsewhere'));
    const { stdout } = await exec(file, ['completion', 'fish'], { cwd, env: { PATH: '', HOME: cwd } });
    assert.equal(stdout, await readFile(join(root, 'templates/completion.fish'), 'utf8'));
  });

  it('takes no options of Node, by which others could make it run something else', async (t) => {
    const cwd = await temporary(t);
    await layOut(cwd, [['other.cjs', 'console.log("other");']]);
    const env = { PATH: '', HOME: cwd, NODE_OPTIONS: `--require ${join(cwd, 'other.cjs')}` };
    const { stdout } = await exec(file, ['--version'], { cwd, env });
    assert.match(stdout, /^microcloud\/\d/);
  });

  it('has the licences of its packages beside it, and where that of Node is', async () => {
    const notices = await readFile(join(root, 'build/NOTICES.txt'), 'utf8');
    assert.match(notices, /^ssh2 1\./m);
    assert.match(notices, /^microcloud [\d.]+ as one file contains Node\.js v26\./m);
  });
});
