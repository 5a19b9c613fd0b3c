import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { sha256 } from '../src/artifacts/checksums.ts';
import { formatSums, listName, parseSums } from '../src/artifacts/sum-list.ts';
import { Version } from '../src/distributions/version.ts';
import { UserError } from '../src/errors.ts';
import { exists, filesOf } from './state.ts';

/** The releases of k3s that the user gave to a lab. */
export interface LabK3s {
  /** A bundle that has k3s, and all that the lab's own bundle has. */
  readonly bundle: string;
  /** The SHA-256 of its SHA256SUMS: the user vouches for the releases. */
  readonly sums: string;
  readonly version: string;
}

/**
 * Makes a bundle in the lab's directory from a directory of releases of k3s (`v1.35.4+k3s1/k3s` …, as they are
 * published). The bundle has symbolic links, as a release has hundreds of megabytes.
 */
export async function bundleK3s(releases: string, directory: string, bundle: string | undefined): Promise<LabK3s> {
  const target = filesOf(directory).k3sBundle;
  await rm(target, { recursive: true, force: true });
  const hosts = join(target, 'github.com');
  await mkdir(join(hosts, 'k3s-io/k3s/releases'), { recursive: true });
  if (bundle !== undefined) {
    await linkAll(bundle, target);
    await linkAll(join(bundle, 'github.com'), hosts);
  }
  await symlink(resolve(releases), join(hosts, 'k3s-io/k3s/releases/download'));
  const version = await newestIn(releases);
  const list = await listOf(target, bundle);
  // The list is a link into the other bundle, whose file must not be overwritten.
  await rm(join(target, listName), { force: true });
  await writeFile(join(target, listName), list);
  return { bundle: target, sums: sha256(Buffer.from(list)), version };
}

/** Makes a list of the sums that come with the releases, and those of the bundle. */
async function listOf(target: string, bundle: string | undefined): Promise<string> {
  const sums = new Map(
    bundle === undefined ? [] : parseSums(await readFile(join(bundle, listName), 'utf8').catch(() => '')),
  );
  const releases = 'github.com/k3s-io/k3s/releases/download';
  // Not by a glob pattern: a release may be a link to a folder, which a pattern does not follow.
  for (const release of await readdir(join(target, releases))) {
    const folder = join(releases, release);
    for (const file of await readdir(join(target, folder)).catch(() => [])) {
      if (!/^sha256sum-.*\.txt$/.test(file)) continue;
      for (const [name, sum] of parseSums(await readFile(join(target, folder, file), 'utf8')))
        sums.set(join(folder, name), sum);
    }
  }
  return formatSums(sums);
}

async function linkAll(from: string, to: string): Promise<void> {
  for (const name of (await exists(from)) ? await readdir(from) : []) {
    if (!(await exists(join(to, name)))) await symlink(join(from, name), join(to, name));
  }
}

async function newestIn(releases: string): Promise<string> {
  const names: readonly string[] = await readdir(releases).catch(() => []);
  const versions = names.flatMap((name) => Version.parse(name) ?? []);
  const released = versions.filter(({ release }) => names.includes(release));
  const [newest] = released.toSorted((a, b) => b.compare(a));
  if (newest !== undefined) return `${newest}`;
  throw new UserError(`There is no release of k3s in ${releases}.`, {
    hints: [`MICROCLOUD_LAB_K3S=DIR, where DIR/v1.35.4+k3s1/k3s is a program of k3s`],
    exitCode: 2,
  });
}
