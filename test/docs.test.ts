import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { anchorsIn, linksIn } from '../scripts/site/markdown.ts';

const root = join(import.meta.dirname, '..');
const pages = globSync(['*.md', '{docs,examples,publisher}/**/*.md'], { cwd: root }).sort();

/** What is wrong with a link of a page: a file that is not there, or a heading that its page has not. */
function faultOf(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : relative(root, join(root, dirname(page), path));
  if (!existsSync(join(root, target))) return `${page}: there is no ${target}`;
  if (anchor === undefined) return;
  const found = anchorsIn(readFileSync(join(root, target), 'utf8')).includes(anchor);
  return found ? undefined : `${page}: ${target} has no heading #${anchor}`;
}

describe('what people read', () => {
  it('has links to files and headings that there are', () => {
    const links = pages.flatMap((page) =>
      linksIn(readFileSync(join(root, page), 'utf8')).map(({ href }) => ({ page, link: href })),
    );
    assert.ok(links.length > 200, `${links.length} links`);
    assert.deepEqual(
      links.flatMap(({ page, link }) => faultOf(page, link) ?? []),
      [],
    );
    assert.match(faultOf('README.md', 'docs/nothing.md') ?? '', /there is no docs\/nothing\.md/);
    assert.match(faultOf('docs/lab.md', 'exit-codes.md#nothing') ?? '', /docs\/exit-codes\.md has no heading #nothing/);
  });

  it('begins in README, which fits on a screen', () => {
    const lines = readFileSync(join(root, 'README.md'), 'utf8').trimEnd().split('\n');
    assert.ok(lines.length <= 60, `README.md has ${lines.length} lines: see "Where a text goes" in CONTRIBUTING.md`);
  });

  it('is reached from README, page by page', () => {
    const reached = new Set(['README.md']);
    for (const page of reached)
      for (const { href: link } of linksIn(readFileSync(join(root, page), 'utf8'))) {
        const target = relative(root, join(root, dirname(page), link.split('#')[0] ?? ''));
        if (link.startsWith('#') || !target.endsWith('.md')) continue;
        reached.add(target);
      }
    const decisions = /^docs\/decisions\//;
    assert.deepEqual(
      pages.filter((page) => !reached.has(page) && !decisions.test(page)),
      [],
    );
  });
});
