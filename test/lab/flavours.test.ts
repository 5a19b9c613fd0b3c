import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { commonPackages, type Flavour, flavours } from '../../lab/flavours.ts';

const recipes = join(import.meta.dirname, '../../lab/nodes');
const all: readonly [string, Flavour][] = Object.entries(flavours);

describe('flavours', () => {
  for (const [name, { packages, files }] of all) {
    it(`gives ${name} files that are there, with a kernel command line among them`, () => {
      const roots = files.map((directory) => join(recipes, 'files', directory));
      assert.deepEqual(
        roots.filter((root) => !existsSync(root)),
        [],
      );
      const commandLines = roots.flatMap((root) => [
        join(root, 'boot/firmware/cmdline.txt'),
        join(root, 'boot/cmdline.txt'),
      ]);
      assert.ok(commandLines.some(existsSync));
    });

    it(`leaves Docker and Kubernetes of ${name} to the program`, () => {
      const own = [...packages, ...commonPackages].filter((one) =>
        /docker|containerd|runc|kube|cni|iptables/.test(one),
      );
      assert.deepEqual(own, []);
    });
  }

  it('uses every directory of files', () => {
    const used = new Set(all.flatMap(([, { files }]) => files));
    assert.deepEqual(readdirSync(join(recipes, 'files')).toSorted(), [...used].toSorted());
  });

  it('runs sound shell in nodes', () => {
    for (const script of ['entry', 'setup']) {
      const { stdout, status } = spawnSync('shellcheck', [join(recipes, script)], { encoding: 'utf8' });
      assert.equal(status, 0, stdout);
    }
  });
});
