import { resolve } from 'node:path';
import { type Arch, archs as allArchs } from '../artifacts/architectures.ts';
import type { Artifact } from '../artifacts/artifact-table.ts';
import { cacheDirectory } from '../artifacts/cache-directory.ts';
import { type Bundled, createBundle } from '../artifacts/create-bundle.ts';
import { archsOf, artifactsOf } from '../artifacts/inventory-artifacts.ts';
import { type Verdict, verifyBundle } from '../artifacts/verify-bundle.ts';
import { unsupported } from '../distributions/table.ts';
import type { Inventory } from '../inventory/schema.ts';

/** What most Raspberry Pis run: the default for a directory that is still empty. */
const usual: readonly Arch[] = ['arm64'];

/** What `bundle create` made. */
export interface MadeBundle {
  /** Absolute. */
  readonly directory: string;
  readonly artifacts: readonly (Artifact & { readonly bytes: number })[];
  readonly bytes: number;
  /** SHA-256 of the file SHA256SUMS, in hex, which an inventory may name as `artifacts.sums`. */
  readonly sums: string;
}

/** What `bundle verify` found. */
export interface CheckedBundle extends Verdict {
  /** Absolute. */
  readonly directory: string;
  readonly archs: readonly Arch[];
  readonly ok: boolean;
}

/**
 * A download in progress: `bytes` of `total` have arrived, and `done` of the bundle's `count` artifacts are complete.
 */
export interface Downloading {
  readonly artifact: Artifact;
  readonly bytes: number;
  readonly total: number | undefined;
  readonly done: number;
  readonly count: number;
}

/** Is told how a bundle grows. */
export interface BundleListener {
  notice(message: string): void;
  downloading(download: Downloading): void;
  added(bundled: Bundled): void;
}

interface Making {
  readonly inventory: Inventory;
  readonly directory: string;
  readonly archs: readonly Arch[];
  readonly env: NodeJS.ProcessEnv;
  readonly listener: BundleListener;
}

/** Brings everything that the inventory's cluster needs into a directory. */
export async function makeBundle({ inventory, directory, archs, env, listener }: Making): Promise<MadeBundle> {
  const artifacts = artifactsOf(inventory, archs);
  let done = 0;
  const { bundled, sums } = await createBundle({
    ...inventory.artifacts,
    directory: resolve(directory),
    artifacts,
    cache: cacheDirectory(env),
    notice: (message) => listener.notice(message),
    onProgress: (artifact, bytes, total) =>
      listener.downloading({ artifact, bytes, total, done, count: artifacts.length }),
    onDone: (one) => {
      done += 1;
      listener.added(one);
    },
  });
  return {
    directory: resolve(directory),
    artifacts: bundled.map(({ artifact, bytes }) => ({ ...artifact, bytes })),
    bytes: bundled.reduce((sum, { bytes }) => sum + bytes, 0),
    sums,
  };
}

/** Checks a bundle. The default of `wanted` is the architectures for which the bundle has any file. */
export async function checkBundle(
  inventory: Inventory,
  path: string,
  wanted?: readonly Arch[],
): Promise<CheckedBundle> {
  const { cluster } = inventory;
  const directory = resolve(path);
  const possible = allArchs.filter((arch) => !unsupported(cluster.distribution, arch));
  const begun = wanted ?? (await archsOf(directory, cluster, possible));
  const archs = begun.length > 0 ? begun : usual;
  const { bundle, sums } = inventory.artifacts;
  // The inventory may be about another bundle, or about a mirror.
  const named = bundle === directory ? sums : undefined;
  const verdict = await verifyBundle(directory, artifactsOf(inventory, archs), named);
  return { directory, archs, ok: verdict.damaged.length + verdict.missing.length === 0, ...verdict };
}
