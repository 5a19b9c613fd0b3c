type Find = (keyword: string) => string | undefined;

/** Settings of ssh_config(5) that decide who is trusted or how a host is reached, and that this program does not follow. */
const unheard = [
  'BindInterface',
  'CheckHostIP',
  'HostbasedAuthentication',
  'KnownHostsCommand',
  'PKCS11Provider',
  'ProxyUseFdpass',
  'RequiredRSASize',
  'SecurityKeyProvider',
  'VerifyHostKeyDNS',
];

const off = new Set(['no', 'false', 'none', 'internal']);

/**
 * Notes settings that are switched on but not followed, with their line: `~/.ssh/config:3: VerifyHostKeyDNS is not
 * followed here`.
 */
export function notesAbout({ one, placeOf }: { readonly one: Find; readonly placeOf: Find }): readonly string[] {
  return unheard.flatMap((name) => {
    const place = placeOf(name.toLowerCase());
    const value = one(name.toLowerCase())?.toLowerCase();
    if (place === undefined || value === undefined || off.has(value)) return [];
    return [`${place}: ${name} is not followed here`];
  });
}
