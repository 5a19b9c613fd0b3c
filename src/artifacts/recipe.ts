import { type Arch, platforms } from './architectures.ts';
import type { Artifact } from './artifact-table.ts';
import { sha256, sumOf } from './checksums.ts';
import { architectureOf, forArch, type Manifest, parseManifest } from './image-manifest.ts';
import { blobUrl, manifestUrl, parseReference, type Reference } from './reference.ts';
import { AbsentError, DamagedError, type Part, pathOf, type Source } from './source.ts';

/** A small document as its publisher wrote it. */
interface Document {
  readonly url: string;
  readonly bytes: Buffer;
}

/**
 * Where a sum comes from: microcloud's own table, a list whose own sum the inventory names, or the publisher at the
 * time of the download.
 */
export type Word = 'microcloud' | 'inventory' | 'publisher';

/** What an artifact is made of, as one source describes it. */
export interface Recipe {
  /** The documents that name and prove the parts: a checksum, manifests. */
  readonly documents: readonly Document[];
  readonly parts: readonly Part[];
  readonly word: Word;
  /** Only for images: the manifest for the artifact's architecture. */
  readonly manifest?: Document & { readonly sha256: string; readonly mediaType: string };
}

/** Asks a source what an artifact is made of. Throws AbsentError or DamagedError. */
export function readRecipe(source: Source, artifact: Artifact): Promise<Recipe> {
  return artifact.kind === 'file' ? fileRecipe(source, artifact) : imageRecipe(source, artifact);
}

async function fileRecipe(source: Source, artifact: Artifact): Promise<Recipe> {
  const { origin, checksums, pin } = artifact;
  if (pin?.unpacked) return { documents: [], parts: [{ url: origin, ...pin }], word: 'microcloud' };
  const vouched = await source.vouched?.(origin);
  if (vouched) return { documents: [], parts: [{ url: origin, sha256: vouched }], word: 'inventory' };
  if (pin) return { documents: [], parts: [{ url: origin, ...pin }], word: 'microcloud' };
  requirePublisher(source, artifact);
  const list = await document(source, checksums ?? `${origin}.sha256`);
  const name = decodeURIComponent(origin.slice(origin.lastIndexOf('/') + 1));
  const sum = sumOf(list.bytes.toString(), name);
  if (!sum) throw new AbsentError(`its ${pathOf(list.url)} has no sum for ${name}`);
  return { documents: [list], parts: [{ url: origin, sha256: sum }], word: 'publisher' };
}

async function imageRecipe(source: Source, { arch, ...artifact }: Artifact): Promise<Recipe> {
  if (arch === 'all') throw new Error(`the image ${artifact.name} is for no architecture`);
  const reference = parseReference(artifact.origin);
  const { word, tagged } = await taggedBy(source, reference, { arch, ...artifact });
  // The manifest is kept under its digest, too, which proves what the tag named.
  const twin = { ...tagged, url: manifestUrl(reference, `sha256:${sha256(tagged.bytes)}`) };
  const parsed = parseManifest(tagged.bytes);
  if (parsed && 'manifest' in parsed) {
    await checkArchitecture(source, reference, parsed.manifest, { ...artifact, arch });
    return { ...recipeOf(reference, [tagged, twin], twin, parsed.manifest), word };
  }
  if (!parsed) throw new AbsentError(`its ${artifact.name} is of a kind that is not known here`);
  const chosen = forArch(parsed.index, arch);
  if (!chosen) throw new AbsentError(`its ${artifact.name} is not for linux/${arch}`);
  const child = await document(source, manifestUrl(reference, chosen.digest));
  prove(child, chosen.digest);
  const manifest = parseManifest(child.bytes);
  if (!manifest || !('manifest' in manifest))
    throw new AbsentError(`its ${pathOf(child.url)} is of a kind that is not known here`);
  return { ...recipeOf(reference, [tagged, twin, child], child, manifest.manifest), word };
}

/** Reads what the image's tag names, and says where the sum of that comes from. */
async function taggedBy(source: Source, reference: Reference, artifact: Artifact) {
  const url = manifestUrl(reference);
  const vouched = await source.vouched?.(url);
  const sum = vouched ?? artifact.pin?.sha256;
  if (sum === undefined && !reference.tag.startsWith('sha256:')) requirePublisher(source, artifact);
  // A tag may name another image later, so a pinned image is asked for by its digest.
  const digest = vouched === undefined && sum !== undefined ? `sha256:${sum}` : reference.tag;
  const { bytes } = await document(source, manifestUrl(reference, digest));
  const tagged = { url, bytes };
  if (sum !== undefined) prove(tagged, `sha256:${sum}`);
  else if (digest.startsWith('sha256:')) prove(tagged, digest);
  const pinned = artifact.pin ? 'microcloud' : 'publisher';
  return { tagged, word: vouched ? 'inventory' : pinned } as const;
}

/**
 * Throws an AbsentError where a sum would come from a source that cannot be trusted with it. A sum that microcloud does
 * not know must come from the publisher over HTTPS, or from the cache, which has what the publisher said before. A
 * bundle or a mirror could give any sum for its own files.
 */
function requirePublisher({ kind, isBelieved }: Source, { origin }: Artifact): void {
  if (kind === 'origin' || kind === 'cache' || isBelieved) return;
  throw new AbsentError(`no sum of ${origin} is known: the inventory would have to name one by artifacts.sums`);
}

function recipeOf(
  reference: Reference,
  documents: readonly Document[],
  own: Document,
  manifest: Manifest,
): Omit<Recipe, 'word'> {
  const blobs = new Map([manifest.config, ...manifest.layers].map((blob) => [blob.digest, blob.size]));
  return {
    documents,
    parts: [...blobs].map(([digest, bytes]) => ({ url: blobUrl(reference, digest), sha256: hexOf(digest), bytes })),
    manifest: {
      ...own,
      sha256: sha256(own.bytes),
      mediaType: manifest.mediaType ?? 'application/vnd.oci.image.manifest.v1+json',
    },
  };
}

// A manifest without an index does not name its architecture. The image's configuration does.
async function checkArchitecture(
  source: Source,
  reference: Reference,
  { config }: Manifest,
  { name, arch }: { readonly name: string; readonly arch: Arch },
) {
  const blob = await document(source, blobUrl(reference, config.digest));
  prove(blob, config.digest);
  const architecture = architectureOf(blob.bytes);
  if (architecture === platforms[arch].architecture) return;
  throw new AbsentError(`its ${name} is for linux/${architecture}, not linux/${arch}`);
}

function prove({ url, bytes }: Document, digest: string): void {
  const actual = sha256(bytes);
  if (actual !== hexOf(digest)) throw new DamagedError(url, hexOf(digest), actual);
}

async function document(source: Source, url: string): Promise<Document> {
  return { url, bytes: await source.read(url) };
}

function hexOf(digest: string): string {
  return digest.slice('sha256:'.length);
}
