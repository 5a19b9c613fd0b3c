import { isIPv4 } from 'node:net';
import { safeText, safeType } from './safe-text.ts';

/** The cluster's own nodes: only they may speak of themselves. */
export interface OwnNodes {
  readonly addresses: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

/** One row of Cloudy's list, with all that Cloudy's pages read, and nothing else. */
type CleanEntry = Readonly<Record<'s' | 'd' | 'm' | 'i' | 'p' | 'e' | 't', string>>;

const longest = { description: 63, host: 128, microcloud: 63, text: 256 } as const;

/**
 * Returns an entry of any member of Serf as Cloudy's own programs can bear it: they print it as HTML, and give it to a
 * shell, as root. Undefined for one that no list can show.
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

/** Tells whether a stranger's entry speaks of one of these nodes. */
export function speaksOf({ m, i }: CleanEntry, { addresses, names }: OwnNodes): boolean {
  return addresses.has(i) || names.has(m.replace(/\..*$/, ''));
}

/** What goes with a service has the form of a query: KEY=VALUE&KEY=VALUE. Buttons take it apart. */
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

/** Programs of others write numbers without quotes, too. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
