import { type HostSettings, isYes } from './host-settings.ts';

/** Settings of the connection itself. Lists are empty where nobody has set them. */
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

/** Reads the settings of the connection itself. */
export function wireSettings({ one, placeOf }: HostSettings): WireSettings {
  const list = (keyword: string) => {
    const value = placeOf(keyword) === undefined ? '' : (one(keyword) ?? '');
    // A value with +, - or ^ changes ssh's own list, which only ssh knows: it is ignored.
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
