import { isIPv4 } from 'node:net';
import { safeText, safeType } from './safe-text.ts';

/** The cluster's own nodes. An entry about them counts only if it comes from one of them. */
export interface OwnNodes {
  readonly addresses: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

/** One row of Cloudy's list, with the fields that Cloudy's pages read, and no others. */
type CleanEntry = Readonly<Record<'s' | 'd' | 'm' | 'i' | 'p' | 'e' | 't', string>>;

const longest = { description: 63, host: 128, microcloud: 63, text: 256 } as const;

/**
 * Makes an entry of any member of Serf safe for Cloudy's own programs, which print it as HTML and give it to a shell,
 * as root. Returns undefined for an entry that no list can show.
 */
export function cleanEntry(value: unknown): CleanEntry | undefined {
  const { s, d, m, i, p, e, t }: Record<string, unknown> = { ...(value as object) };
  const type = safeType(textOf(s));
  const [address, port] = [textOf(i), textOf(p)];
  if (type === undefined || !isIPv4(address) || !isPort(port)) return undefined;
  return {
    s: type,
    d: safeText(textOf(d), longest.description) ?? '',
    m: safeText(textOf(m), longest.host) ?? '',
    ...{ i: address, p: port },
    e: safeText(textOf(e), longest.microcloud) ?? '',
    t: cleanParameters(textOf(t)),
  };
}

/** Tells whether a stranger's entry is about one of these nodes. */
export function speaksOf({ m, i }: CleanEntry, { addresses, names }: OwnNodes): boolean {
  return addresses.has(i) || names.has(m.replace(/\..*$/, ''));
}

/** Cleans the parameters of a service, which have the form KEY=VALUE&KEY=VALUE: buttons of the pages split them. */
function cleanParameters(text: string): string {
  return text
    .slice(0, longest.text)
    .split('&')
    .map((pair) => pair.split('=').map((word) => safeText(word, longest.text) ?? ''))
    .map((words) => words.join('='))
    .join('&');
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) < 65536;
}

/** Returns the text of a field. Other programs also write numbers without quotes. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
