import { archs } from '../src/artifacts/architectures.ts';
import { type Artifact, clusterArtifacts, restoreArtifacts } from '../src/artifacts/artifact-table.ts';
import { sha256 } from '../src/artifacts/checksums.ts';
import { readRecipe } from '../src/artifacts/recipe.ts';
import type { Source } from '../src/artifacts/source.ts';
import { unsupported } from '../src/distributions/table.ts';
import { Version } from '../src/distributions/version.ts';

/** SHA-256 sums in hexadecimal digits, by the origin of a file or the reference of an image. */
type Pins = Readonly<Record<string, string>>;

/**
 * Adds to the table the publishers' sums of everything that clusters of these versions need. Throws when a publisher
 * has another sum than the table, or none.
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

/** Writes the table: one line for each origin, sorted. */
export function pinsText(pins: Pins): string {
  const sorted = Object.entries(pins).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`;
}

/**
 * Lists what clusters of these versions download, with addons and restoring copies, except what its publisher may
 * change.
 */
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

/**
 * Tells whether an origin stays the same. Images of Docker's own library are built anew under the same tag: their sums
 * would soon be wrong.
 */
function lasts(origin: string): boolean {
  return !origin.startsWith('docker.io/library/');
}

/** Asks the publisher for the sum of the file, or of what the image's tag names. */
async function sumAt(source: Source, { pin: _, ...artifact }: Artifact): Promise<string> {
  const { parts, documents } = await readRecipe(source, artifact);
  const [proof, part] = [documents[0], parts[0]];
  if (!proof || !part) throw new Error(`${artifact.origin} has no sum`);
  return artifact.kind === 'file' ? part.sha256 : sha256(proof.bytes);
}
