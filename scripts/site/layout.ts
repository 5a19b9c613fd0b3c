import { escapeHtml } from './render.ts';

export interface Entry {
  readonly href: string;
  readonly text: string;
  readonly isHere?: boolean;
}

interface Layout {
  readonly title: string;
  /** In HTML's form: en, es, ca. */
  readonly language: string;
  readonly styles: string;
  readonly contents: readonly Entry[];
  readonly languages: readonly Entry[];
  readonly next: Entry | undefined;
  /** The page itself, as HTML. */
  readonly body: string;
}

/** Words around a page, by language. */
const words: Readonly<Record<string, { readonly contents: string; readonly next: string }>> = {
  en: { contents: 'Contents', next: 'Next' },
  es: { contents: 'Contenido', next: 'Siguiente' },
  ca: { contents: 'Contingut', next: 'Següent' },
};

/** Makes a whole page: plain HTML without scripts, which a browser can open from a folder. */
export function layout({ title, language, styles, contents, languages, next, body }: Layout): string {
  const { contents: heading, next: following } = words[language] ?? { contents: 'Contents', next: 'Next' };
  const others = languages.length > 1 ? `<p class="languages">${languages.map(entryText).join(' · ')}</p>\n` : '';
  const further = next ? `<p class="next">${following}: ${entryText(next)}</p>\n` : '';
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${escapeHtml(styles)}">
</head>
<body>
<main>
<p class="skip"><a href="#contents">${heading}</a></p>
${others}${body}${further}</main>
<nav id="contents">
<h2>${heading}</h2>
<ul>
${contents.map((entry) => `<li>${entryText(entry)}</li>`).join('\n')}
</ul>
</nav>
</body>
</html>
`;
}

function entryText({ href, text, isHere }: Entry): string {
  return `<a href="${escapeHtml(href)}"${isHere ? ' aria-current="page"' : ''}>${escapeHtml(text)}</a>`;
}
