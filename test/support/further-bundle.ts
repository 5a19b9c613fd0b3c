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
 * A bundle that has more than that of all labs: the Kubernetes of the minor version before, from which the lab upgrades, or
 * addons. Undefined where nodes take it from the internet. It is beside the bundle of all labs, whose sums labs that run
 * now go by.
 */
export async function bundleWith(also: 'older' | 'addons'): Promise<string | undefined> {
  if (await canReachOrigins()) return undefined;
  const [own, directory] = [bundleDirectory(), `${bundleDirectory()}-${also}`];
  await withLock('bundle', async () => {
    await buildArtifacts({ directory: own });
    // Files are only ever put in the place of others: the same one may be in both.
    await execa('cp', ['--archive', '--link', '--force', `${own}/.`, directory]);
    await rm(join(directory, listName), { force: true });
  });
  await withLock(`bundle-${also}`, async () => {
    await buildArtifacts({ directory, [also]: true });
    await listSums(directory);
  });
  return directory;
}
