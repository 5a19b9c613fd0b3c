import assert from 'node:assert/strict';
import { join, posix } from 'node:path';
import { describe, it } from 'node:test';
import { anchorsIn, linksIn } from '../scripts/site/markdown.ts';
import { render } from '../scripts/site/render.ts';
import { siteFiles } from '../scripts/site/site.ts';

const files = siteFiles(join(import.meta.dirname, '..'));
const pages = [...files].flatMap(([path, text]) =>
  path.endsWith('.html') && typeof text === 'string' ? [{ path, text }] : [],
);

/** What a page of the site points to, as it is written there. */
function pointersIn(html: string): readonly string[] {
  return [...html.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, pointer = '']) => pointer.replaceAll('&amp;', '&'));
}

/** Whether a pointer leads to a file of the site, and to a place in it that has this name. */
function isThere(page: string, pointer: string): boolean {
  const [path = '', anchor] = pointer.split('#');
  const text = files.get(path === '' ? page : posix.join(posix.dirname(page), path));
  return text !== undefined && (anchor === undefined || String(text).includes(` id="${anchor}"`));
}

describe('the site', () => {
  it('leads from each page only to what it has itself, or to other places by name', () => {
    assert.ok(pages.length > 100, `${pages.length} pages`);
    const pointers = pages.flatMap(({ path, text }) => pointersIn(text).map((pointer) => ({ path, pointer })));
    assert.ok(pointers.length > 2000, `${pointers.length} links`);
    const inside = pointers.filter(({ pointer }) => !/^(https?|mailto):/.test(pointer));
    assert.deepEqual(
      inside.filter(({ path, pointer }) => !isThere(path, pointer)),
      [],
    );
    assert.equal(isThere('docs/lab.html', 'nothing.html'), false);
    assert.equal(isThere('docs/lab.html', 'exit-codes.html#nothing'), false);
  });

  it('needs no internet: nothing is loaded from elsewhere, and nothing runs', () => {
    const loading = /<script|<iframe|<(?:img|link|source)[^>]* (?:src|href)="(?:https?:)?\/\/|@import|url\(/;
    assert.deepEqual(
      pages.filter(({ text }) => loading.test(text)).map(({ path }) => path),
      [],
    );
    assert.doesNotMatch(String(files.get('style.css')), loading);
  });

  it('begins at index.html, and leads through README in its order', () => {
    const home = String(files.get('index.html'));
    assert.match(home, /<title>microcloud<\/title>/);
    const order = ['first-cluster', 'everyday', 'when-something-goes-wrong', 'through-the-years'];
    for (const [at, name] of order.slice(1).entries())
      assert.match(String(files.get(`docs/${order[at]}.html`)), new RegExp(`class="next">Next: <a href="${name}`));
  });
});

describe('a page in Markdown', () => {
  const text = '# A `b` & c\n\n## A, b\n\n## A, b\n\n`[no](link)` [x](y.md#z) [w](https://w.example)\n\n| a |\n|---|\n';

  it('has the links and headings that GitHub sees', () => {
    assert.deepEqual(linksIn(text), [{ href: 'y.md#z', text: 'x' }]);
    assert.deepEqual(anchorsIn(text), ['a-b--c', 'a-b', 'a-b-1']);
  });

  it('becomes HTML with the same anchors, with links of the site, and with tables that can be pushed', () => {
    const html = render(text, (href) => (href === 'y.md#z' ? 'y.html#z' : undefined));
    for (const anchor of anchorsIn(text)) assert.ok(html.includes(` id="${anchor}"`), anchor);
    assert.match(html, /<a href="y\.html#z">x<\/a> <a href="https:\/\/w\.example">w<\/a>/);
    assert.match(html, /<div class="wide"><table>/);
    assert.match(
      render('[x](src/)', () => undefined),
      /<p>x<\/p>/,
    );
  });
});
