// The state of a board in words, for a terminal and for the page. This module imports nothing: a browser runs it, too.

/** Computes how much of a board's memory is used, in percent. `total` and `available` are in MiB. */
export function usedPercent({ total, available }: { readonly total: number; readonly available: number }): number {
  return Math.round((100 * (total - available)) / total);
}

/** Says how the firmware throttles the processor now, or has throttled it since the board booted. */
export function throttlingText({
  now,
  before,
}: {
  readonly now: readonly string[];
  readonly before: readonly string[];
}): string {
  if (now.length > 0) return `now: ${now.join(', ')}`;
  return before.length > 0 ? `since its boot: ${before.join(', ')}` : 'none';
}
