import { Marked } from 'marked';
import { countAnchors, plainText, slugOf } from './markdown.ts';

/**
 * Makes HTML of a page in Markdown.
 * @param linkTo returns where a link of the page leads in the site; undefined for a link of which only the text is
 * shown
 */
export function render(text: string, linkTo: (href: string) => string | undefined): string {
  const anchorFor = countAnchors();
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const anchor = anchorFor(slugOf(plainText({ tokens })));
        return `<h${depth} id="${anchor}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const shown = this.parser.parseInline(tokens);
        const target = /^[a-z]+:/i.test(href) ? href : linkTo(href);
        return target === undefined ? shown : `<a href="${escapeHtml(target)}">${shown}</a>`;
      },
      image({ href, text: alt }) {
        return `<img src="${escapeHtml(linkTo(href) ?? href)}" alt="${escapeHtml(alt)}">`;
      },
    },
  });
  const html = marked.parse(text, { async: false });
  // On a narrow screen a wide table scrolls by itself, and not the whole page.
  return html.replaceAll('<table>', '<div class="wide"><table>').replaceAll('</table>', '</table></div>');
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
