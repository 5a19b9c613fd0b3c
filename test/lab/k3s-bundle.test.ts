import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { bundleK3s } from '../../lab/k3s-bundle.ts';
import { filesOf, removeFiles } from '../../lab/state.ts';
import { sha256 } from '../../src/artifacts/checksums.ts';
import { temporary } from '../support/temporary.ts';

const write = async (...path: readonly string[]) => {
  const file = join(...path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, path.at(-1) ?? '');
};
const download = 'github.com/k3s-io/k3s/releases/download';

describe("a lab's k3s", () => {
  it('is the newest of the directory, in a bundle beside what the lab has', async (t) => {
    const directory = await temporary(t);
    const [releases, bundle] = [join(directory, 'releases'), join(directory, 'bundle')];
    for (const version of ['v1.35.9+k3s1', 'v1.35.10+k3s1']) await write(releases, version, 'k3s');
    await write(bundle, 'registry.k8s.io/v2/pause');
    await write(bundle, 'github.com/Clommunity/cloudy');
    const k3s = await bundleK3s(releases, join(directory, 'lab'), bundle);
    assert.equal(k3s.version, '1.35.10+k3s1');
    assert.deepEqual(await bundleK3s(releases, join(directory, 'lab'), bundle), k3s);
    for (const path of ['registry.k8s.io/v2/pause', 'github.com/Clommunity/cloudy', `${download}/v1.35.9+k3s1/k3s`])
      await readFile(join(k3s.bundle, path));
  });

  it('counts by the sums that its releases bring along, and by those of the bundle', async (t) => {
    const directory = await temporary(t);
    const [releases, bundle] = [join(directory, 'releases'), join(directory, 'bundle')];
    // A release may lie elsewhere, with a link to it.
    await write(directory, 'elsewhere', 'k3s');
    await mkdir(releases);
    await symlink(join(directory, 'elsewhere'), join(releases, 'v1.36.4+k3s1'));
    const [own, pause] = ['a'.repeat(64), 'b'.repeat(64)];
    await writeFile(join(directory, 'elsewhere', 'sha256sum-amd64.txt'), `${own}  k3s\n`);
    await mkdir(bundle);
    await writeFile(join(bundle, 'SHA256SUMS'), `${pause}  registry.k8s.io/v2/pause/manifests/3.10.2\n`);
    const k3s = await bundleK3s(releases, join(directory, 'lab'), bundle);
    const list = await readFile(join(k3s.bundle, 'SHA256SUMS'));
    assert.equal(
      list.toString(),
      `${own}  ${download}/v1.36.4+k3s1/k3s\n${pause}  registry.k8s.io/v2/pause/manifests/3.10.2\n`,
    );
    assert.equal(k3s.sums, sha256(list));
    assert.match(await readFile(join(bundle, 'SHA256SUMS'), 'utf8'), /^b+ {2}registry\.k8s\.io/);
  });

  it('goes with the lab, and the releases stay', async (t) => {
    const directory = await temporary(t);
    const [releases, lab] = [join(directory, 'releases'), join(directory, 'lab')];
    await write(releases, 'v1.35.9+k3s1', 'k3s');
    await bundleK3s(releases, lab, undefined);
    await removeFiles(filesOf(lab));
    assert.deepEqual(await readdir(directory), ['releases']);
    assert.deepEqual(await readdir(join(releases, 'v1.35.9+k3s1')), ['k3s']);
  });

  it('is missed where there is none', async (t) => {
    const directory = await temporary(t);
    await assert.rejects(bundleK3s(directory, join(directory, 'lab'), undefined), {
      message: `There is no release of k3s in ${directory}.`,
    });
  });
});
