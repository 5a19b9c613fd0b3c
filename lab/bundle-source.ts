import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { sha256 } from '../src/artifacts/checksums.ts';
import { cloudySources } from '../src/artifacts/cloudy-sources.ts';
import { pathOf } from '../src/artifacts/source.ts';
import { listName } from '../src/artifacts/sum-list.ts';
import { refusalOf } from '../src/distributions/supported.ts';
import { Version } from '../src/distributions/version.ts';
import { UserError } from '../src/errors.ts';
import { packageRoot } from '../src/package-root.ts';
import { withLock } from './lock.ts';
import type { OnProgress } from './run-program.ts';
import { bundleDirectory } from './state.ts';

/**
 * The variable that names a directory with archives of Cloudy's sources, with names as from codeload.github.com:
 * cDistro-COMMIT.tar.gz.
 */
export const sourcesVariable = 'MICROCLOUD_LAB_CLOUDY';

/**
 * The program that builds a bundle from package registries alone. It is in a clone of the repository, but not in the
 * installed package.
 */
const builder = join(packageRoot, 'scripts/lab-bundle.ts');

/** Where a lab gets what nodes need from the internet. */
export type BundleSource =
  | { readonly kind: 'given'; readonly directory: string; readonly hasInternet: boolean }
  | { readonly kind: 'internet' }
  | { readonly kind: 'built'; readonly builder: string };

export interface LabBundle {
  /** The directory with what nodes need from the internet; undefined where they fetch it from the internet. */
  readonly directory: string | undefined;
  /**
   * The SHA-256 of its SHA256SUMS, for `artifacts.sums`: a bundle that was built from source has other sums than the
   * publishers.
   */
  readonly sums: string | undefined;
  /** The newest version of Kubernetes in it for kubeadm: "1.35.4". */
  readonly kubernetes: string | undefined;
  /** Whether nodes can get Cloudy's sources, from the bundle or from the internet. */
  readonly hasCloudy: boolean;
}

interface Wanted {
  /** A bundle that the user names. */
  readonly bundle?: string | undefined;
  /** Whether the nodes take k3s from elsewhere. */
  readonly hasK3s?: boolean;
}

/**
 * Finds where a lab gets Kubernetes from: a bundle that the user names, the internet, or a build in a clone of the
 * repository. Throws a UserError where there is none of these.
 */
export async function findBundleSource(
  { bundle, hasK3s = false }: Wanted = {},
  machine = { builder, canReachOrigins },
): Promise<BundleSource> {
  const hasInternet = await machine.canReachOrigins();
  if (bundle !== undefined) {
    const directory = resolve(bundle);
    if (hasK3s || (await kubernetesIn(directory)) !== undefined) return { kind: 'given', directory, hasInternet };
    throw new UserError(`${directory} has no version of Kubernetes that kubeadm could install.`, {
      hints,
      exitCode: 2,
    });
  }
  if (hasInternet) return { kind: 'internet' };
  if (existsSync(machine.builder)) return { kind: 'built', builder: machine.builder };
  throw new UserError('This machine cannot download Kubernetes, and the lab has no bundle of it.', { hints });
}

const arch = process.arch === 'arm64' ? 'arm64' : 'amd64';
const hints = [
  `on a machine with internet, with an inventory that says "distribution: kubeadm": microcloud bundle create ./bundle --arch ${arch}`,
  'then here, where you have carried it: microcloud lab up --bundle ./bundle',
  "or the same command in a clone of microcloud's repository, which builds Kubernetes from package registries",
];

/** Prepares what nodes need from the internet. Throws a UserError. */
export async function prepareBundle(source: BundleSource, onProgress: OnProgress): Promise<LabBundle> {
  const own = bundleDirectory();
  switch (source.kind) {
    case 'given':
      return bundleIn(source.directory, source.hasInternet || hasCloudySources(source.directory));
    case 'internet':
      return existsSync(own)
        ? bundleIn(own, true)
        : { directory: undefined, sums: undefined, kubernetes: undefined, hasCloudy: true };
    case 'built':
      await withLock('bundle', () => build(source.builder, own, onProgress));
      return bundleIn(own, Boolean(process.env[sourcesVariable]));
  }
}

async function build(program: string, directory: string, onProgress: OnProgress): Promise<void> {
  const building = execa(process.execPath, [program, directory], { stdin: 'ignore', reject: false });
  for await (const line of building) onProgress(line);
  const { failed, stderr } = await building;
  if (failed) throw new UserError(stderr);
}

async function bundleIn(directory: string, hasCloudy: boolean): Promise<LabBundle> {
  return { directory, sums: await sumOfList(directory), kubernetes: await kubernetesIn(directory), hasCloudy };
}

/** Computes the SHA-256 of a bundle's SHA256SUMS; undefined where it has none. */
async function sumOfList(directory: string): Promise<string | undefined> {
  const list = await readFile(join(directory, listName)).catch(() => undefined);
  return list && sha256(list);
}

async function kubernetesIn(directory: string): Promise<string | undefined> {
  const names: readonly string[] = await readdir(join(directory, 'dl.k8s.io/release')).catch(() => []);
  const releases = names
    .flatMap((name) => Version.parse(name) ?? [])
    .filter((version) => refusalOf('kubeadm', version) === undefined);
  const [newest] = releases.toSorted((a, b) => b.compare(a));
  return newest?.toString();
}

function hasCloudySources(directory: string): boolean {
  return Object.values(cloudySources).every(({ origin }) => existsSync(join(directory, pathOf(origin))));
}

/**
 * Tells whether this machine can download Kubernetes from where it is published. Some machines reach package registries
 * only.
 */
export async function canReachOrigins(url = 'https://dl.k8s.io/release/stable.txt'): Promise<boolean> {
  try {
    const response = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(3000) });
    return response.ok;
  } catch {
    return false;
  }
}
