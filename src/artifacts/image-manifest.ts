import * as z from 'zod';
import { type Arch, platforms } from './architectures.ts';

const descriptor = z.object({
  mediaType: z.string().optional(),
  // A digest becomes a file name, so it must be a digest and nothing else.
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  size: z.int().min(0),
  platform: z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() }).optional(),
});
const index = z.object({ manifests: z.array(descriptor) });
const manifest = z.object({ mediaType: z.string().optional(), config: descriptor, layers: z.array(descriptor) });

export type Descriptor = z.infer<typeof descriptor>;
export type Manifest = z.infer<typeof manifest>;

/**
 * Reads what a registry answers for a tag: an index of platforms, or the manifest of one platform. undefined for
 * anything else.
 */
export function parseManifest(
  bytes: Uint8Array,
): { index: readonly Descriptor[] } | { manifest: Manifest } | undefined {
  const json = jsonOf(bytes);
  const many = index.safeParse(json);
  if (many.success) return { index: many.data.manifests };
  const one = manifest.safeParse(json);
  return one.success ? { manifest: one.data } : undefined;
}

/** Picks the manifest for an architecture from an index: of the best variant, or one that names no variant. */
export function forArch(descriptors: readonly Descriptor[], arch: Arch): Descriptor | undefined {
  const { architecture, variants } = platforms[arch];
  const fitting = descriptors.filter(
    ({ platform }) => platform?.os === 'linux' && platform.architecture === architecture,
  );
  const wanted = variants.map((variant) => fitting.find(({ platform }) => platform?.variant === variant));
  const rest = variants.length === 0 ? fitting[0] : fitting.find(({ platform }) => !platform?.variant);
  return wanted.find((found) => found !== undefined) ?? rest;
}

/** Reads the architecture that an image's configuration names. */
export function architectureOf(config: Uint8Array): string | undefined {
  return z.object({ architecture: z.string() }).safeParse(jsonOf(config)).data?.architecture;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
}
