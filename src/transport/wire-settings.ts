import { type HostSettings, isYes } from './host-settings.ts';

/** How the bytes travel. Lists are empty where nobody has set them. */
export interface WireSettings {
  readonly connectSeconds: number | undefined;
  readonly localAddress: string | undefined;
  readonly family: 4 | 6 | undefined;
  readonly isCompressed: boolean;
  readonly ciphers: readonly string[];
  readonly macs: readonly string[];
  readonly keyExchanges: readonly string[];
  readonly hostKeyAlgorithms: readonly string[];
}

/** Decides how the bytes travel. */
export function wireSettings({ one, placeOf }: HostSettings): WireSettings {
  const list = (keyword: string) => {
    const value = placeOf(keyword) === undefined ? '' : (one(keyword) ?? '');
    // Only ssh knows the list that such a sign changes.
    return value === '' || /^[-+^]/.test(value) ? [] : value.split(',');
  };
  const families: Readonly<Record<string, 4 | 6>> = { inet: 4, inet6: 6 };
  return {
    connectSeconds: Number(one('connecttimeout')) || undefined,
    localAddress: one('bindaddress'),
    family: families[one('addressfamily')?.toLowerCase() ?? ''],
    isCompressed: isYes(one('compression')),
    ciphers: list('ciphers'),
    macs: list('macs'),
    keyExchanges: list('kexalgorithms'),
    hostKeyAlgorithms: list('hostkeyalgorithms'),
  };
}
