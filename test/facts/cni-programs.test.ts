import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Fact } from '../../src/engine/model.ts';
import {
  cniFolder,
  type DamagedProgram,
  flannelCni,
  flannelSubnet,
  packagedCni,
} from '../../src/facts/cni-programs.ts';
import { Script } from '../../src/shell/sh.ts';
import { runInRoot } from '../support/scratch-root.ts';
import { layOut, temporary } from '../support/temporary.ts';

const built = new Date('2026-01-01');
const installed = new Date('2026-11-01');
const names = ['bridge', 'host-local', 'loopback', 'portmap', 'flannel'];
const info = '/var/lib/dpkg/info/containernetworking-plugins';

/** A node where the package was installed, and Flannel has started. */
async function node(t: TestContext): Promise<string> {
  const root = await temporary(t);
  const sum = (name: string) => `${createHash('md5').update(name).digest('hex')}  ${cniFolder.slice(1)}/${name}\n`;
  await layOut(root, [
    ...names.map((name) => [`${cniFolder}/${name}`, name] as const),
    [`${info}.list`, ''],
    [`${info}.md5sums`, names.map(sum).join('')],
    ['/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs/flannel', 'flannel'],
    [flannelSubnet, 'FLANNEL_NETWORK=10.244.0.0/16\n'],
  ]);
  for (const name of names) {
    chmodSync(join(root, cniFolder, name), 0o755);
    utimesSync(join(root, cniFolder, name), built, built);
  }
  for (const path of [`${info}.list`, flannelSubnet]) utimesSync(join(root, path), installed, installed);
  return root;
}

function asked(root: string, { ask, parse }: Fact<readonly DamagedProgram[]>): readonly string[] {
  assert.ok(ask instanceof Script);
  const { code, stdout, stderr } = runInRoot(root, ask, [
    cniFolder,
    '/var/lib/dpkg',
    '/run/flannel',
    '/var/lib/containerd',
  ]);
  assert.equal(code, 0, stderr);
  return parse(stdout).map(({ name, what }) => `${name} ${what}`);
}

const path = (root: string, name: string) => join(root, cniFolder, name);

describe('programs of the pod network', () => {
  it('are as they were installed', async (t) => {
    const root = await node(t);
    assert.deepEqual([...asked(root, packagedCni), ...asked(root, flannelCni)], []);
  });

  it('may be gone', async (t) => {
    const root = await node(t);
    for (const name of ['bridge', 'portmap', 'flannel']) rmSync(path(root, name));
    assert.deepEqual(asked(root, packagedCni), ['bridge gone', 'portmap gone']);
    assert.deepEqual(asked(root, flannelCni), ['flannel gone']);
  });

  it('may all be gone, with their folder', async (t) => {
    const root = await node(t);
    rmSync(join(root, cniFolder), { recursive: true });
    assert.equal(asked(root, packagedCni).length, 4);
    assert.deepEqual(asked(root, flannelCni), ['flannel gone']);
  });

  it('may be empty, as a power cut leaves files', async (t) => {
    const root = await node(t);
    for (const name of ['host-local', 'flannel']) truncateSync(path(root, name));
    assert.deepEqual(asked(root, packagedCni), ['host-local gone']);
    assert.deepEqual(asked(root, flannelCni), ['flannel gone']);
  });

  it('may be none that runs', async (t) => {
    const root = await node(t);
    chmodSync(path(root, 'loopback'), 0o644);
    assert.deepEqual(asked(root, packagedCni), ['loopback gone']);
  });

  it('may have changed', async (t) => {
    const root = await node(t);
    for (const name of ['bridge', 'flannel']) writeFileSync(path(root, name), 'another');
    assert.deepEqual(asked(root, packagedCni), ['bridge changed']);
    assert.deepEqual(asked(root, flannelCni), ['flannel changed']);
  });

  it('may be newer than their package, with the same content', async (t) => {
    const root = await node(t);
    writeFileSync(path(root, 'bridge'), 'bridge');
    assert.deepEqual(asked(root, packagedCni), []);
  });

  it('may be newer than the start of Flannel, when a pod has come that has not started', async (t) => {
    const root = await node(t);
    writeFileSync(path(root, 'flannel'), 'flannel');
    assert.deepEqual(asked(root, flannelCni), []);
  });

  it('are not missed before Flannel has started', async (t) => {
    const root = await node(t);
    rmSync(path(root, 'flannel'));
    rmSync(join(root, flannelSubnet));
    assert.deepEqual(asked(root, flannelCni), []);
  });
});
