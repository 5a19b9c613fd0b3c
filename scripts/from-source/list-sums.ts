import { glob, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256 } from '../../src/artifacts/checksums.ts';
import { formatSums, listName, parseSums } from '../../src/artifacts/sum-list.ts';

/**
 * Writes SHA256SUMS of a bundle that was built here, for `artifacts.sums` of an inventory: its files have other sums
 * than those of the publishers. Reads no large file: programs have their sum beside them, and for an image the list has
 * the sum of the manifest that its tag names.
 */
export async function listSums(bundle: string): Promise<void> {
  const sums = new Map<string, string>();
  for await (const path of glob('dl.k8s.io/**/*.sha256', { cwd: bundle })) {
    sums.set(path.replace(/\.sha256$/, ''), (await readFile(join(bundle, path), 'utf8')).trim());
  }
  for await (const path of glob('github.com/**/SHA256SUMS', { cwd: bundle })) {
    const beside = parseSums(await readFile(join(bundle, path), 'utf8'));
    for (const [name, sum] of beside) sums.set(join(dirname(path), name), sum);
  }
  for await (const path of glob('*/v2/**/manifests/*', { cwd: bundle })) {
    if (!path.includes('/manifests/sha256:')) sums.set(path, sha256(await readFile(join(bundle, path))));
  }
  await writeFile(join(bundle, listName), formatSums(sums));
}
