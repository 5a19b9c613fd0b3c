import { BlockList, isIP } from 'node:net';
import { UserError } from '../errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A proxy for one scheme, and the variable that says so. */
export interface WebProxy {
  readonly variable: string;
  /** With its credentials: for the connection only. */
  readonly url: string;
  /** host:port, for messages. */
  readonly host: string;
}

/**
 * Finds the proxy for a scheme as curl does: a lower-case name wins, an empty value means no proxy, ALL_PROXY is for
 * schemes without a variable of their own, and http:// may be left out.
 * https://everything.curl.dev/usingcurl/proxies/env.html
 * @throws UserError where the value is no proxy that this program can use. The value is not repeated: it may hold a
 * password.
 */
export function proxyFor(scheme: 'http' | 'https', env: Env): WebProxy | undefined {
  const own = `${scheme}_proxy`;
  const names = [own, own.toUpperCase(), 'all_proxy', 'ALL_PROXY'];
  const variable = names.find((name) => env[name] !== undefined);
  const value = variable === undefined ? '' : (env[variable] ?? '').trim();
  if (variable === undefined || value === '') return undefined;
  const [, kind] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(value) ?? [];
  if (kind !== undefined && !/^https?$/i.test(kind)) throw otherKind(variable, kind, own.toUpperCase());
  const url = URL.parse(kind === undefined ? `http://${value}` : value);
  if (!url?.hostname || /[\s"'\\]/.test(value)) throw unreadable(variable);
  return { variable, url: url.href.replace(/\/$/, ''), host: url.host };
}

function otherKind(variable: string, kind: string, own: string): UserError {
  const isSocks = kind.toLowerCase().startsWith('socks');
  const what = isSocks ? `a SOCKS proxy (${kind}://)` : `${kind}://`;
  return new UserError(`${variable} names ${what}, and microcloud can only use HTTP proxies.`, {
    hints: [
      `${own}=http://HOST:PORT before the same command, if there is an HTTP proxy, too`,
      `${own}= before the same command, to go without a proxy`,
      'microcloud bundle create DIR on a machine with internet, then artifacts: {bundle: DIR} in the inventory',
    ],
    exitCode: 2,
  });
}

function unreadable(variable: string): UserError {
  return new UserError(`${variable} is no address of a proxy.`, {
    hints: [`${variable}=http://HOST:PORT before the same command, or ${variable}= to go without a proxy`],
    exitCode: 2,
  });
}

/**
 * Tells whether NO_PROXY exempts a host. It lists names, which also exempt their subdomains, addresses, and networks
 * such as 10.0.0.0/8, separated by commas or blanks, each with or without a port. * exempts everything.
 */
export function isExempt({ hostname, port, protocol }: URL, env: Env): boolean {
  const host = hostname.toLowerCase().replaceAll(/^\[|\]$/g, '');
  const ownPort = port || (protocol === 'https:' ? '443' : '80');
  const entries = (env.no_proxy ?? env.NO_PROXY ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  return entries.some((entry) => {
    if (entry === '*') return true;
    const [, name = entry, only] = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
    if (only !== undefined && only !== ownPort) return false;
    const plain = name
      .replaceAll(/^\[|\]$/g, '')
      .replace(/^\*?\./, '')
      .replace(/\.$/, '');
    return host === plain || (isName(plain) && host.endsWith(`.${plain}`)) || isInside(host, plain);
  });
}

// Only names exempt what ends in them: 0.0.1 must not exempt 10.0.0.1.
function isName(text: string): boolean {
  return /[a-z]/.test(text) && !text.includes(':');
}

function isInside(host: string, range: string): boolean {
  const [base = '', length = ''] = range.split('/');
  const [type, family] = base.includes(':') ? (['ipv6', 128] as const) : (['ipv4', 32] as const);
  if (!/^\d{1,3}$/.test(length) || Number(length) > family || isIP(host) === 0 || isIP(base) === 0) return false;
  if ((isIP(host) === 6) !== (type === 'ipv6')) return false;
  const network = new BlockList();
  network.addSubnet(base, Number(length), type);
  return network.check(host, type);
}
