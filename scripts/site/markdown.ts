import { Marked, type Token, type Tokens } from 'marked';

/** Makes the anchor of a heading, as GitHub and the site do: https://github.com/Flet/github-slugger */
export function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

/** Returns the title of a page: its first heading. */
export function titleOf(text: string): string {
  const [first] = headingsIn(text);
  return first ?? '';
}

/** A link or a picture of a page. */
export interface Link {
  readonly href: string;
  readonly text: string;
}

/** Lists links and pictures of a page that lead to files and headings of this repository. */
export function linksIn(text: string): readonly Link[] {
  const links: Link[] = [];
  walk(text, (token) => {
    if (token.type !== 'link' && token.type !== 'image') return;
    const href = String(token.href);
    if (!/^[a-z]+:/i.test(href)) links.push({ href, text: plainText(token as Tokens.Link) });
  });
  return links;
}

/** Lists the anchors of a page's headings. Of two equal ones the second gets a number. */
export function anchorsIn(text: string): readonly string[] {
  return numbered(headingsIn(text).map(slugOf));
}

function numbered(slugs: readonly string[]): readonly string[] {
  const next = countAnchors();
  return slugs.map(next);
}

/** Makes a function that numbers repeated anchors. */
export function countAnchors(): (slug: string) => string {
  const seen = new Map<string, number>();
  return (slug) => {
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  };
}

/** Returns the text of a heading or a link, without its marks. */
export function plainText(token: { readonly tokens?: Token[] | undefined; readonly text?: string }): string {
  if (!token.tokens?.length) return token.text ?? '';
  return token.tokens.map((inner) => plainText(inner as Tokens.Text)).join('');
}

function headingsIn(text: string): readonly string[] {
  const titles: string[] = [];
  walk(text, (token) => {
    if (token.type === 'heading') titles.push(plainText(token as Tokens.Heading));
  });
  return titles;
}

function walk(text: string, visit: (token: Token) => void): void {
  const marked = new Marked();
  marked.walkTokens(marked.lexer(text), visit);
}
