import { globSync, readFileSync } from 'node:fs';
import { linesOf } from './run-program.ts';

/** What a node's apt must know to fetch packages from the same mirrors as this machine. */
export interface AptSetup {
  /** Text of sources.list. */
  readonly sources: string;
  /** Lines of apt.conf. */
  readonly options: readonly string[];
}

/** Makes the settings for a Debian suite, from this machine's own sources, proxies and checks. */
export async function aptSetup(suite: string): Promise<AptSetup> {
  return {
    sources: nodeSources(suite, ownSources()),
    options: nodeOptions(await linesOf('apt-config', ['dump']).catch(() => [])),
  };
}

/** Writes a node's sources.list: the suite from the mirrors that `own` names, or from Debian's. */
export function nodeSources(suite: string, own: string): string {
  const mirror = mirrorIn(own);
  const security =
    own.match(/^(?:deb |uris:).*?(https?:\/\/\S+\/debian-security)\b/im)?.[1] ??
    'http://deb.debian.org/debian-security';
  const components = ['main', 'contrib', 'non-free', ...(suite === 'bullseye' ? [] : ['non-free-firmware'])].join(' ');
  return [
    `deb ${mirror} ${suite} ${components}`,
    `deb ${mirror} ${suite}-updates ${components}`,
    `deb ${security} ${suite}-security ${components}`,
    '',
  ].join('\n');
}

/** Picks the options of `apt-config dump` that apt needs to use the mirrors. */
export function nodeOptions(dump: readonly string[]): string[] {
  return dump.filter((line) => /^Acquire::(https?::Proxy|Check-Valid-Until|Check-Date|AllowInsecure\w+) /.test(line));
}

/** Finds the Debian mirror that this machine's own apt uses, or Debian's own where apt knows none (Ubuntu). */
export function debianMirror(): string {
  return mirrorIn(ownSources());
}

function ownSources(): string {
  const files = globSync('/etc/apt/{sources.list,sources.list.d/*.{list,sources}}');
  return files.map((path) => readFileSync(path, 'utf8')).join('\n');
}

/** Finds the first mirror of Debian's main archive in apt's sources, of either format. */
export function mirrorIn(sources: string): string {
  const lines = sources.split('\n').filter((line) => /^(deb |uris:)/i.test(line));
  const urls = lines.flatMap((line) => line.match(/https?:\/\/\S+/g) ?? []);
  return urls.find((url) => /\/debian\/?$/.test(url))?.replace(/\/$/, '') ?? 'http://deb.debian.org/debian';
}
