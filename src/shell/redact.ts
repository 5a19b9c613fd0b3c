/** A kind of secret, and what stands in its place. */
interface Row {
  readonly what: string;
  readonly pattern: RegExp;
  readonly instead: string;
}

/** The ends of names of settings that hold a secret. */
const secretive =
  '(?:pass(?:w(?:or)?d|phrase)?|pwd|psk|secret|token|(?:private|preshared|api|encrypt|auth)[-_]?key|wep[-_]key\\d?|crypted|client-key-data)';
/** The inventory's references to a password: `password: {prompt: true}`. They are no secrets. */
const place = String.raw`\{\s*(?:prompt|env|file):`;
/** A quote, which may be escaped, as in logs in JSON. */
const quote = String.raw`(?:\\?["'])?`;
const quoted = String.raw`\\"[^"\\\n]*\\"|"(?:\\.|[^"\\\n])*"|'(?:''|\\.|[^'\\\n])*'`;

/**
 * What is taken out of every text: tokens, keys, passwords. Longer patterns come first, as shorter ones may match
 * inside them.
 */
const rows: readonly Row[] = [
  {
    what: 'private keys',
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)|\bAGE-SECRET-KEY-\w+/g,
    instead: '<private key>',
  },
  // "-----BEGIN" in base64: kubeconfigs and Secrets have keys in this form.
  { what: 'keys and certificates in base64', pattern: /\bLS0tLS1CRUdJTi[\w+/=]*/g, instead: '<key or certificate>' },
  { what: 'tokens of ServiceAccounts', pattern: /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]+/g, instead: '<token>' },
  { what: 'join tokens of k3s', pattern: /\bK10[0-9a-f]{16,}(::\S+)?/g, instead: '<join token>' },
  { what: 'join tokens of kubeadm', pattern: /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g, instead: '<join token>' },
  { what: 'tokens of code hosts', pattern: /\b(?:gh[pousr]|github_pat|glpat)[_-]\w{10,}/g, instead: '<token>' },
  { what: 'hashes of passwords', pattern: /\$(1|2[aby]|5|6|7|y|gy)\$[./\w$=,-]{20,}/g, instead: '<hash>' },
  {
    what: 'passwords in addresses',
    pattern: /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:@/]{1,256}:)[^\s@/]{1,512}@/gi,
    instead: '$1<secret>@',
  },
  { what: 'logins of requests', pattern: /\b(Authorization: *)(Bearer|Basic) +\S+/gi, instead: '$1$2 <secret>' },
  { what: 'cookies', pattern: /\b((?:Set-)?Cookie: *).+/gi, instead: '$1<secret>' },
  { what: 'logins of registries', pattern: /(\bauth["']?[ \t]*[:=][ \t]*["']?)[\w+/]{8,}=*/gi, instead: '$1<secret>' },
  {
    what: 'secrets of several lines',
    pattern: new RegExp(
      String.raw`^([ \t]*)((?:- +)?["']?[\w.-]{0,64}${secretive}${quote}[ \t]*:[ \t]*)[|>][-+\d]*(?:\n(?:\1[ \t]+.*|[ \t]*$))+`,
      'gim',
    ),
    instead: '$1$2<secret>',
  },
  {
    // As Kubernetes lists a container's environment, in JSON and in YAML.
    what: 'values of names that keep a secret',
    pattern: new RegExp(
      String.raw`(\bname${quote}: *${quote}[\w.-]{0,64}${secretive}${quote},?\s{0,40}${quote}value${quote}: *)(${quoted}|[^\s,}]+)`,
      'gi',
    ),
    instead: '$1<secret>',
  },
  {
    what: 'options of programs that keep a secret',
    pattern: new RegExp(String.raw`(--?[\w-]{0,64}${secretive}[ \t]+)(${quoted}|[^\s"'-][^\s"']*)`, 'gi'),
    instead: '$1<secret>',
  },
  {
    // On a line with one setting, the value is the rest of the line: a password may have spaces.
    what: 'settings that keep a secret',
    pattern: new RegExp(
      String.raw`(^[ \t#-]*["']?[\w.-]{0,64}${secretive}${quote}[ \t]*[:=][ \t]*)(${quoted}|(?!${place})[^\s"',;}][^\n]*)`,
      'gim',
    ),
    instead: '$1<secret>',
  },
  {
    what: 'settings among others that keep a secret',
    pattern: new RegExp(
      String.raw`((?:[\s"'{,;&?#-])[\w.-]{0,64}${secretive}${quote}\s*[:=]\s*)(${quoted}|(?!${place})[^\s"',;}]+)`,
      'gim',
    ),
    instead: '$1<secret>',
  },
];

/** Returns a text without its secrets. */
export function redacted(text: string): string {
  return rows.reduce((result, { pattern, instead }) => result.replaceAll(pattern, instead), text);
}

/** What is taken out of texts, for people. */
export const redactedKinds: readonly string[] = rows.map(({ what }) => what);

const hex = '[0-9a-f]{1,4}';
/** MAC addresses, IPv4, and IPv6 in full or with "::". A time of day does not match. */
const addresses = new RegExp(
  String.raw`\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b|\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:${hex}:){4,7}${hex}\b|\b${hex}(?::${hex})*::(?:${hex}(?::${hex})*)?`,
  'gi',
);

/**
 * Makes a function that replaces each address by a number, always the same one, so that one still sees who talks with
 * whom. Loopback, broadcast and empty addresses stay.
 */
export function addressHider(): (text: string) => string {
  const known = new Map<string, string>();
  const nameOf = (address: string) => {
    if (/^(0\.0\.0\.0|127\.|255\.|00:00:00:00:00:00|ff:ff)/i.test(address)) return address;
    const name = known.get(address) ?? `<address ${known.size + 1}>`;
    known.set(address, name);
    return name;
  };
  return (text) => text.replaceAll(addresses, nameOf);
}
