import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { contentsOf, type Named } from './contents.ts';
import { languageOf, versionsOf } from './languages.ts';
import { layout } from './layout.ts';
import { linksIn, titleOf } from './markdown.ts';
import { hrefBetween, placeOf, targetOf } from './places.ts';
import { escapeHtml, render } from './render.ts';

const styles = 'style.css';

/**
 * Makes the site: README and all that it links to, page by page, as HTML that a browser opens from a folder.
 *
 * @param root of the repository
 * @returns contents of files, by their path in the site
 * @throws where a link leads nowhere
 */
export function siteFiles(root: string): ReadonlyMap<string, Uint8Array | string> {
  const style = readFileSync(join(import.meta.dirname, styles), 'utf8');
  const files = new Map<string, Uint8Array | string>([[styles, style]]);
  const pages = new Set(['README.md']);
  for (const page of pages) {
    const { content, targets } = fileOf(root, page);
    files.set(placeOf(page), content);
    for (const path of targets) pages.add(path);
  }
  return files;
}

interface File {
  readonly content: Uint8Array | string;
  /** What it links to, from the root of the repository. */
  readonly targets: readonly string[];
}

function fileOf(root: string, page: string): File {
  if (/\.(svg|png)$/.test(page)) return { content: readFileSync(join(root, page)), targets: [] };
  if (isFolder(root, page)) return folderPage(root, page);
  const text = readFileSync(join(root, page), 'utf8');
  if (page.endsWith('.md')) return markdownPage(root, page, text);
  const body = `<pre><code>${escapeHtml(text)}</code></pre>\n`;
  return { content: framed(root, page, { title: page, body }), targets: [] };
}

function markdownPage(root: string, page: string, text: string): File {
  const targets = linksIn(text).map(({ href }) => targetOf(page, href).path);
  const lost = targets.find((path) => !existsSync(join(root, path)));
  if (lost) throw new Error(`${page} has a link to ${lost}, which is not there.`);
  const isShown = (path: string) => !isFolder(root, path) || pagesIn(root, path).length > 0;
  const body = render(text, (href) => {
    const { path, anchor } = targetOf(page, href);
    if (isShown(path)) return hrefBetween(placeOf(page), placeOf(folderOrFile(root, path)), anchor);
  });
  const content = framed(root, page, { title: titleOf(text), body });
  return { content, targets: targets.filter(isShown).map((path) => folderOrFile(root, path)) };
}

/** Makes a page of links for a folder of pages. The newest comes first where the names begin with a date. */
function folderPage(root: string, folder: string): File {
  const paths = pagesIn(root, folder).map((name) => `${folder}${name}`);
  const rows = paths.map((path) => {
    const title = titleOf(readFileSync(join(root, path), 'utf8'));
    const href = hrefBetween(placeOf(folder), placeOf(path));
    const [day = ''] = /\d{4}-\d{2}-\d{2}/.exec(path) ?? [];
    return `<li>${day} <a href="${escapeHtml(href)}">${escapeHtml(title)}</a></li>\n`;
  });
  const body = `<h1>${escapeHtml(folder)}</h1>\n<ul>\n${rows.join('')}</ul>\n`;
  return { content: framed(root, folder, { title: folder, body }), targets: paths };
}

function framed(
  root: string,
  page: string,
  { title, body }: { readonly title: string; readonly body: string },
): string {
  const place = placeOf(page);
  const entryOf = ({ path, text }: Named) => ({ href: hrefBetween(place, placeOf(path)), text, isHere: path === page });
  const contents = contentsOf(root, page).map(entryOf);
  const at = contents.findIndex(({ isHere }) => isHere);
  return layout({
    title: title === 'microcloud' ? title : `${title} · microcloud`,
    language: languageOf(page),
    styles: hrefBetween(place, styles),
    contents,
    // README already has a line with its languages.
    languages: page.endsWith('README.md') ? [] : versionsOf(root, page).map(entryOf),
    next: at < 0 ? undefined : contents[at + 1],
    body,
  });
}

function isFolder(root: string, path: string): boolean {
  return statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Returns the path, with a slash at the end of a folder. */
function folderOrFile(root: string, path: string): string {
  if (!isFolder(root, path)) return path;
  return existsSync(join(root, path, 'README.md')) ? `${path}/README.md` : `${path}/`;
}

function pagesIn(root: string, folder: string): readonly string[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.md'));
  return names.sort().reverse();
}
