import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type InstalledPackage, installPackage, nodeOf } from '../support/installed-package.ts';
import { temporary } from '../support/temporary.ts';

const { engines } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'));
/** The oldest Node that package.json promises to work with. */
const [, oldest = ''] = /\^([\d.]+)/.exec(engines.node) ?? [];

describe('the package of npm, installed from a fresh clone without a network', () => {
  let installed: InstalledPackage;
  before(async () => {
    installed = await installPackage();
  });
  after(() => installed.remove());

  it('brings no other package', () => {
    assert.deepEqual(readdirSync(installed.modules), ['microcloud']);
    assert.ok(!readdirSync(join(installed.modules, 'microcloud')).includes('node_modules'));
  });

  it('has the licences of all packages in it', async () => {
    const notices = await readFile(join(installed.modules, 'microcloud/dist/NOTICES.txt'), 'utf8');
    for (const one of ['ssh2 1.17', 'zod 4', '@oclif/core 5', 'yaml 2'])
      assert.match(notices, new RegExp(`^${one}`, 'm'));
    const publisher = await readFile(join(installed.modules, 'microcloud/dist/publisher.cjs'), 'utf8');
    assert.match(publisher, /@msgpack\/msgpack [\d.]+ \(ISC\)\n\nCopyright 2019 The MessagePack Community/);
  });

  it('has the page of ui, and of the client of Kubernetes all that the program takes', async () => {
    const dist = join(installed.modules, 'microcloud/dist');
    assert.deepEqual(readdirSync(join(dist, 'page')).sort(), ['icon.svg', 'index.html', 'page.css', 'page.js']);
    const source = await readFile(resolve(import.meta.dirname, '../../src/kube/live-cluster.ts'), 'utf8');
    const [, taken = ''] = /const \{ (.*) \} = await import\('@kubernetes\/client-node'\)/.exec(source) ?? [];
    const client = createRequire(import.meta.url)(join(dist, 'client-node.cjs'));
    assert.deepEqual(Object.keys(client).sort(), taken.split(', '));
    for (const name of taken.split(', ')) assert.equal(typeof client[name], 'function', name);
  });

  for (const [what, find] of [
    ["the project's own Node", () => dirname(process.execPath)],
    [`Node ${oldest}, the oldest that package.json promises`, () => nodeOf(oldest)],
  ] as const) {
    it(`runs with ${what}`, async (t) => {
      const cwd = await temporary(t);
      await mkdir(join(cwd, 'bundle'));
      const node = await find();
      const run = (...args: string[]) => installed.run(node, args, cwd);
      assert.match((await run('--version')).stdout, /^microcloud\/\d/);
      assert.match((await run('--help')).stdout, /^ {2}doctor /m);
      const flags = ['--name', 'home', '--subnet', '192.168.0.0/24', '--gateway', '192.168.0.1'];
      await run('inventory', 'init', ...flags, '--node', 'pi-1=192.168.0.201');
      assert.match((await run('inventory', 'check')).stdout, /^inventory\.yaml has no mistakes: cluster home, k3s/);
      const { stdout } = await run('doctor', '--explain', 'swap.active');
      assert.match(stdout, /kubelet does not start with swap/);
    });
  }
});
