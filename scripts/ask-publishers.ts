import { archs } from '../src/artifacts/architectures.ts';
import { type Artifact, clusterArtifacts, restoreArtifacts } from '../src/artifacts/artifact-table.ts';
import { sha256 } from '../src/artifacts/checksums.ts';
import { readRecipe } from '../src/artifacts/recipe.ts';
import type { Source } from '../src/artifacts/source.ts';
import { unsupported } from '../src/distributions/table.ts';
import { Version } from '../src/distributions/version.ts';

/** Sums in hexadecimal digits, by the origin of a file or the reference of an image. */
type Pins = Readonly<Record<string, string>>;

/**
 * The table with the sums of all that clusters of these versions need, as their publishers say them. Throws when a publisher
 * says another sum than the table, and when one has none.
 */
export async function withSums(
  known: Pins,
  versions: readonly string[],
  origin: Source,
  onSum: (line: string) => void,
): Promise<Pins> {
  const pins = new Map(Object.entries(known));
  for (const artifact of pinnable(new Set(versions))) {
    const sum = await sumAt(origin, artifact);
    const before = pins.get(artifact.origin);
    if (before !== undefined && before !== sum)
      throw new Error(`${artifact.origin}: ${sum}, and the table says ${before}`);
    pins.set(artifact.origin, sum);
    onSum(`${sum}  ${artifact.origin}`);
  }
  return Object.fromEntries(pins);
}

/** The table as it is written: one line for each origin, in their order. */
export function pinsText(pins: Pins): string {
  const sorted = Object.entries(pins).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`;
}

/** All that clusters of these versions download, addons and copies included, as far as it stays the same. */
export function pinnable(texts: ReadonlySet<string>): readonly Artifact[] {
  const all = [...texts].flatMap((text) => {
    const distribution = text.includes('+k3s') ? ('k3s' as const) : ('kubeadm' as const);
    const cluster = { distribution, version: Version.of(text), addons: everyAddon };
    const fitting = archs.filter((arch) => !unsupported(distribution, arch));
    return fitting.flatMap((arch) => [
      ...clusterArtifacts(cluster, 'control-plane', arch),
      ...restoreArtifacts(cluster, arch),
    ]);
  });
  return [...new Map(all.map((artifact) => [artifact.origin, artifact])).values()].filter(({ origin }) =>
    lasts(origin),
  );
}

const onSomeNode = { node: 'pi-1' };
const everyAddon = { metrics: true, storage: true, ingress: true, monitoring: onSomeNode, registry: onSomeNode };

/** Docker's own library builds an image anew under the same tag: a sum of it would be wrong soon. */
function lasts(origin: string): boolean {
  return !origin.startsWith('docker.io/library/');
}

/** The sum as the publisher says it: of the file, or of what the image's tag names. */
async function sumAt(source: Source, { pin: _, ...artifact }: Artifact): Promise<string> {
  const { parts, documents } = await readRecipe(source, artifact);
  const [proof, part] = [documents[0], parts[0]];
  if (!proof || !part) throw new Error(`${artifact.origin} has no sum`);
  return artifact.kind === 'file' ? part.sha256 : sha256(proof.bytes);
}
