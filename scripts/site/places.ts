import { posix } from 'node:path';

/**
 * Returns where a page or a file of the repository is in the site. Paths are relative to the repository, with slashes.
 */
export function placeOf(path: string): string {
  if (/\.(svg|png)$/.test(path)) return path;
  if (path.endsWith('/')) return `${path}index.html`;
  if (/(^|\/)README\.md$/.test(path)) return path.replace(/README\.md$/, 'index.html');
  if (path.endsWith('.md')) return path.replace(/\.md$/, '.html');
  return `${path}.html`;
}

/** A link of a page in its parts. */
export interface Target {
  /** From the root of the repository; the page itself where the link has only an anchor. */
  readonly path: string;
  readonly anchor: string | undefined;
}

export function targetOf(page: string, href: string): Target {
  const [path = '', anchor] = href.split('#');
  const isSame = path === '';
  return { path: isSame ? page : posix.join(posix.dirname(page), path).replace(/\/$/, ''), anchor };
}

/** Makes the relative link from a page of the site to another place of the site. */
export function hrefBetween(from: string, to: string, anchor?: string): string {
  const path = posix.relative(posix.dirname(from), to);
  return `${path}${anchor === undefined ? '' : `#${anchor}`}`;
}
