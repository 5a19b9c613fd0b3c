import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The names of the languages of docs/, by folder. The others are translations of English. */
const languages: Readonly<Record<string, string>> = { en: 'English', es: 'Español', ca: 'Català' };

/** Returns the language of a page, as HTML names it. */
export function languageOf(page: string): string {
  const [, folder = ''] = /^docs\/([a-z]{2})\//.exec(page) ?? [];
  return folder in languages ? folder : 'en';
}

/** Returns the English page of a translation; an English page itself. */
export function englishOf(page: string): string {
  if (languageOf(page) === 'en') return page;
  const path = page.replace(/^docs\/[a-z]{2}\//, '');
  return path === 'README.md' ? path : `docs/${path}`;
}

/** Returns the path that a page has, or would have, in a language. */
export function translated(page: string, language: string): string {
  const english = englishOf(page);
  return language === 'en' ? english : `docs/${language}/${english.replace(/^docs\//, '')}`;
}

/** Lists a page in all languages that have it. */
export function versionsOf(root: string, page: string): readonly { readonly path: string; readonly text: string }[] {
  return Object.entries(languages)
    .map(([language, text]) => ({ path: translated(page, language), text }))
    .filter(({ path }) => existsSync(join(root, path)));
}
