import { resolve } from 'node:path';
import { type Arch, archs as allArchs, unsupported } from '../artifacts/architectures.ts';
import { type Bundled, createBundle } from '../artifacts/bundle.ts';
import { cacheDirectory } from '../artifacts/cache-directory.ts';
import { archsOf, artifactsOf } from '../artifacts/needs.ts';
import { titleOf } from '../artifacts/table.ts';
import { verifyBundle } from '../artifacts/verify-bundle.ts';
import type { Inventory } from '../inventory/schema.ts';
import { type BundleJson, bundledText, type VerdictJson } from '../report/bundle-text.ts';
import type { ProgressLine } from '../report/progress-line.ts';
import { sizeText } from '../report/size.ts';

/** What most Raspberry Pis run. */
const usual: readonly Arch[] = ['arm64'];

interface Making {
  readonly inventory: Inventory;
  readonly directory: string;
  readonly archs: readonly Arch[];
  readonly env: NodeJS.ProcessEnv;
  readonly line: ProgressLine;
}

/** Brings everything that the inventory's cluster needs into a directory. */
export async function makeBundle({ inventory, directory, archs, env, line }: Making): Promise<BundleJson> {
  const artifacts = artifactsOf(inventory, archs);
  const done: Bundled[] = [];
  const bundled = await createBundle({
    ...inventory.artifacts,
    directory: resolve(directory),
    artifacts,
    cache: cacheDirectory(env),
    notice: (message) => line.keep(message),
    onProgress: (artifact, bytes, total) =>
      line.show(`${done.length} of ${artifacts.length}: ${titleOf(artifact)}, ${sizeText(bytes)}${of(total)}`),
    onDone: (one) => {
      done.push(one);
      line.keep(bundledText(one));
    },
  }).finally(() => line.clear());
  return {
    directory: resolve(directory),
    artifacts: bundled.map(({ artifact, bytes }) => ({ ...artifact, bytes })),
    bytes: bundled.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Checks a bundle: by default for the architectures that it has something for. */
export async function checkBundle(inventory: Inventory, path: string, wanted?: readonly Arch[]): Promise<VerdictJson> {
  const { cluster } = inventory;
  const directory = resolve(path);
  const possible = allArchs.filter((arch) => !unsupported(cluster.distribution, arch));
  const begun = wanted ?? (await archsOf(directory, cluster, possible));
  const archs = begun.length > 0 ? begun : usual;
  const verdict = await verifyBundle(directory, artifactsOf(inventory, archs));
  return { directory, archs, ok: verdict.damaged.length + verdict.missing.length === 0, ...verdict };
}

function of(total: number | undefined): string {
  return total === undefined ? '' : ` of ${sizeText(total)}`;
}
