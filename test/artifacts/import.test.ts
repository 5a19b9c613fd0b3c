import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it, type TestContext } from 'node:test';
import type { Artifact } from '../../src/artifacts/artifact-table.ts';
import { sha256 } from '../../src/artifacts/checksums.ts';
import { manifestUrl, parseReference } from '../../src/artifacts/reference.ts';
import { pathOf } from '../../src/artifacts/source.ts';
import { createStore } from '../../src/artifacts/store.ts';
import { imageFiles } from '../support/images.ts';
import { layOut, temporary } from '../support/temporary.ts';

const skip = (process.getuid?.() !== 0 || !existsSync('/usr/bin/containerd')) && 'needs root and containerd';
const references = ['ghcr.io/flannel-io/flannel:v0.28.10', 'docker.io/library/busybox:1.37'];

/** A containerd of the test's own; gives the address of its socket. */
async function startContainerd(t: TestContext): Promise<string> {
  const directory = await temporary(t);
  const address = join(directory, 'socket');
  const config = `version = 2
root = "${directory}/root"
state = "${directory}/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
address = "${address}"
`;
  await layOut(directory, [['config.toml', config]]);
  const child = spawn('containerd', ['-c', join(directory, 'config.toml')], { stdio: ['ignore', 'ignore', 'pipe'] });
  t.after(async () => {
    const exited = once(child, 'exit');
    child.kill();
    await exited;
  });
  for await (const line of createInterface(child.stderr)) if (line.includes('successfully booted')) break;
  child.stderr.resume();
  return address;
}

describe("containerd's import", { skip }, () => {
  it('takes the archives, under their full names and more than once', async (t) => {
    const address = await startContainerd(t);
    const ctr = (...args: string[]) =>
      execFileSync('ctr', ['-a', address, '-n', 'k8s.io', 'images', ...args], { encoding: 'utf8', stdio: 'pipe' });
    const directory = await temporary(t);
    const store = createStore({ bundle: join(directory, 'bundle'), cache: join(directory, 'cache') });
    for (const name of references) {
      const platforms = ['amd64', 'arm64'].map((architecture) => ({ architecture }));
      const files = await imageFiles(name, platforms);
      await layOut(join(directory, 'bundle'), files);
      const index = files.get(pathOf(manifestUrl(parseReference(name))));
      assert.ok(index);
      const pin = { sha256: sha256(index) };
      const artifact: Artifact = { kind: 'image', name, version: '', arch: 'amd64', origin: name, pin };
      const { file } = await store.fetch(artifact);
      ctr('import', '--platform', 'linux/amd64', file);
      ctr('import', '--platform', 'linux/amd64', file);
    }
    assert.deepEqual(ctr('list', '-q').trim().split('\n').sort(), [...references].sort());
    assert.match(ctr('check', `name==${references[0]}`), /complete \(2\/2\)/);
  });
});
