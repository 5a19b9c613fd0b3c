import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { englishOf, languageOf } from './languages.ts';
import { hrefBetween } from './places.ts';

/** How a translation stands towards the English page that it was made from. */
export interface Standing {
  readonly page: string;
  readonly english: string;
  /** Whether the English page has changed since. */
  readonly isBehind: boolean;
  /** Whether the translation says so to its readers. */
  readonly saysSo: boolean;
  readonly text: string;
}

const stamp = /^<!-- Made from (\S+), sha256 ([0-9a-f]{16}) -->\n/;

/** What a translation says below its title while it is behind, around a link to the English page. */
const notices: Readonly<Record<string, readonly [string, string, string]>> = {
  es: ['Esta página es más antigua que ', 'la página en inglés', ', que ha cambiado desde entonces.'],
  ca: ['Aquesta pàgina és més antiga que ', 'la pàgina en anglès', ', que ha canviat des d’aleshores.'],
};

/** Looks at all translations of docs/, against the English pages as they are. */
export function standings(root: string): readonly Standing[] {
  const folders = Object.keys(notices).map((language) => `docs/${language}/**/*.md`);
  return globSync(folders, { cwd: root })
    .map((page) => page.replaceAll('\\', '/'))
    .sort()
    .map((page) => standingOf(root, page));
}

function standingOf(root: string, page: string): Standing {
  const text = readFileSync(join(root, page), 'utf8');
  const english = englishOf(page);
  const [, from, sum] = stamp.exec(text) ?? [];
  const isBehind = from !== english || sum !== sumOf(readFileSync(join(root, english), 'utf8'));
  return { page, english, isBehind, saysSo: text.includes(noticeOf(page)), text };
}

/** A translation that tells its readers that it is behind, where it is, and only there. */
export function told({ page, isBehind, saysSo, text }: Standing): string {
  if (isBehind === saysSo) return text;
  const notice = noticeOf(page);
  return isBehind ? text.replace(/^# .*\n/m, (title) => `${title}\n${notice}`) : text.replace(`\n${notice}`, '');
}

/** A translation that was made from the English page as it is. */
export function stamped(page: string, text: string, english: string): string {
  const line = `<!-- Made from ${englishOf(page)}, sha256 ${sumOf(english)} -->\n`;
  return `${line}${text.replace(stamp, '').replace(`\n${noticeOf(page)}`, '')}`;
}

function noticeOf(page: string): string {
  const [before, link, after] = notices[languageOf(page)] ?? ['', '', ''];
  return `> ${before}[${link}](${hrefBetween(page, englishOf(page))})${after}\n`;
}

/** Of a text without pictures: a new picture of the same is nothing to translate. */
function sumOf(english: string): string {
  return createHash('sha256')
    .update(english.replaceAll(/!\[[^\]]*\]\([^)]*\)/g, ''))
    .digest('hex')
    .slice(0, 16);
}
