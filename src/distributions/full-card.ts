/** How full the card of a node may be, in percent: what kubelet does from there on. */
export interface FullCard {
  /** It removes images that nobody uses. */
  readonly removesImages: number;
  /** It evicts pods, and the node takes no new ones. */
  readonly evictsPods: number;
}

const signals = ['nodefs.available', 'imagefs.available'] as const;

/** Reads "10%", which must be left; undefined for an amount: to know its percentage takes the card's size. */
function percentOf(text: unknown): number | undefined {
  const [, percent] = /^([\d.]+)%$/.exec(String(text ?? '').trim()) ?? [];
  return percent === undefined ? undefined : Number(percent);
}

/**
 * Reads kubelet's settings for a full card; what is not set has its default. Images and pods lie on one card.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#hard-eviction-thresholds
 */
export function fullCard(
  highThreshold: unknown,
  evictionHard: Readonly<Record<string, unknown>> | undefined,
  ownDefault: Readonly<Record<string, string>> = { 'nodefs.available': '10%', 'imagefs.available': '15%' },
): FullCard {
  const images = Number(highThreshold ?? Number.NaN);
  const hard = evictionHard ?? ownDefault;
  const left = signals.flatMap((signal) => percentOf(hard[signal]) ?? []);
  return {
    removesImages: Number.isFinite(images) ? images : 85,
    evictsPods: left.length === 0 ? 100 : 100 - Math.max(...left),
  };
}

/** Finds settings of kubelet as k3s takes them: "image-gc-high-threshold=90", "eviction-hard=nodefs.available<5%". */
export function fullCardOf(words: readonly unknown[], ownDefault: Readonly<Record<string, string>>): FullCard {
  const value = (key: string) =>
    words
      .map(String)
      .findLast((word) => word.startsWith(`${key}=`))
      ?.slice(key.length + 1);
  const hard = value('eviction-hard')?.split(',');
  const pairs = hard?.map((pair) => pair.split('<') as [string, string]);
  return fullCard(value('image-gc-high-threshold'), pairs && Object.fromEntries(pairs), ownDefault);
}
