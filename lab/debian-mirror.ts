import { globSync, readFileSync } from 'node:fs';

/** The Debian mirror that this machine's own apt uses, or Debian's own where apt knows none (Ubuntu). */
export function debianMirror(): string {
  const sources = globSync('/etc/apt/{sources.list,sources.list.d/*.{list,sources}}');
  return mirrorIn(sources.map((path) => readFileSync(path, 'utf8')).join('\n'));
}

/** The first mirror of Debian's main archive in apt's sources, of either format. */
export function mirrorIn(sources: string): string {
  const lines = sources.split('\n').filter((line) => /^(deb |uris:)/i.test(line));
  const urls = lines.flatMap((line) => line.match(/https?:\/\/\S+/g) ?? []);
  return urls.find((url) => /\/debian\/?$/.test(url))?.replace(/\/$/, '') ?? 'http://deb.debian.org/debian';
}
