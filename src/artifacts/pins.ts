import table from './pins.json' with { type: 'json' };

const pins: Readonly<Record<string, string>> = table;

/**
 * Finds the sum that microcloud itself knows: of a file by its URL, of an image's index by the image's reference. The
 * table is written by `node scripts/pins.ts`; where its numbers come from: docs/decisions/2026-11-29-sums-are-pinned.md
 */
export function pinOf(origin: string): string | undefined {
  return Object.hasOwn(pins, origin) ? pins[origin] : undefined;
}
