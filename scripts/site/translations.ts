import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { englishOf, languageOf } from './languages.ts';
import { hrefBetween } from './places.ts';

/** The state of a translation, compared with its English page. */
export interface Standing {
  readonly page: string;
  readonly english: string;
  /** Whether the English page has changed since. */
  readonly isBehind: boolean;
  /** Whether the translation tells its readers that it is behind. */
  readonly saysSo: boolean;
  readonly text: string;
}

const stamp = /^<!-- Made from (\S+), sha256 ([0-9a-f]{16}) -->\n/;

/**
 * The note below the title of a translation that is behind: text before the link to the English page, its text, and
 * text after it.
 */
const notices: Readonly<Record<string, readonly [string, string, string]>> = {
  es: ['Esta página es más antigua que ', 'la página en inglés', ', que ha cambiado desde entonces.'],
  ca: ['Aquesta pàgina és més antiga que ', 'la pàgina en anglès', ', que ha canviat des d’aleshores.'],
};

/** Compares all translations of docs/ with the present English pages. */
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

/** Returns the text of a translation, with the note if it is behind, else without. */
export function told({ page, isBehind, saysSo, text }: Standing): string {
  if (isBehind === saysSo) return text;
  const notice = noticeOf(page);
  return isBehind ? text.replace(/^# .*\n/m, (title) => `${title}\n${notice}`) : text.replace(`\n${notice}`, '');
}

/** Notes in a translation the sum of the English page that it was made from. */
export function stamped(page: string, text: string, english: string): string {
  const line = `<!-- Made from ${englishOf(page)}, sha256 ${sumOf(english)} -->\n`;
  return `${line}${text.replace(stamp, '').replace(`\n${noticeOf(page)}`, '')}`;
}

function noticeOf(page: string): string {
  const [before, link, after] = notices[languageOf(page)] ?? ['', '', ''];
  return `> ${before}[${link}](${hrefBetween(page, englishOf(page))})${after}\n`;
}

/** Computes the sum of a text without its pictures: a new picture needs no translation. */
function sumOf(english: string): string {
  return createHash('sha256')
    .update(english.replaceAll(/!\[[^\]]*\]\([^)]*\)/g, ''))
    .digest('hex')
    .slice(0, 16);
}
