import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { canReachOrigins } from '../../lab/bundle-source.ts';
import { withLock } from '../../lab/lock.ts';
import { bundleDirectory } from '../../lab/state.ts';
import { buildArtifacts } from '../../scripts/from-source/build-artifacts.ts';
import { listSums } from '../../scripts/from-source/list-sums.ts';
import { listName } from '../../src/artifacts/sum-list.ts';

/**
 * Builds a bundle with more than that of all labs: the Kubernetes of the minor version before, from which the lab
 * upgrades, or addons. Returns undefined where nodes fetch these from the internet. It is a separate bundle, as running
 * labs name the sums of the common one.
 */
export async function bundleWith(also: 'older' | 'addons'): Promise<string | undefined> {
  if (await canReachOrigins()) return undefined;
  const [own, directory] = [bundleDirectory(), `${bundleDirectory()}-${also}`];
  await withLock('bundle', async () => {
    await buildArtifacts({ directory: own });
    // Hard links: files of a bundle are only ever replaced, never changed, so both bundles may share them.
    await execa('cp', ['--archive', '--link', '--force', `${own}/.`, directory]);
    await rm(join(directory, listName), { force: true });
  });
  await withLock(`bundle-${also}`, async () => {
    await buildArtifacts({ directory, [also]: true });
    await listSums(directory);
  });
  return directory;
}
