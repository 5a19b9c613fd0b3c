import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What the languages of docs/ call themselves, by their folder; English is the one that the others are made from. */
const languages: Readonly<Record<string, string>> = { en: 'English', es: 'Español', ca: 'Català' };

/** In which language a page is, as HTML names it. */
export function languageOf(page: string): string {
  const [, folder = ''] = /^docs\/([a-z]{2})\//.exec(page) ?? [];
  return folder in languages ? folder : 'en';
}

/** The page from which a translation is made; itself for an English one. */
export function englishOf(page: string): string {
  if (languageOf(page) === 'en') return page;
  const path = page.replace(/^docs\/[a-z]{2}\//, '');
  return path === 'README.md' ? path : `docs/${path}`;
}

/** The path that a page has, or would have, in a language. */
export function translated(page: string, language: string): string {
  const english = englishOf(page);
  return language === 'en' ? english : `docs/${language}/${english.replace(/^docs\//, '')}`;
}

/** A page in all languages in which it is there. */
export function versionsOf(root: string, page: string): readonly { readonly path: string; readonly text: string }[] {
  return Object.entries(languages)
    .map(([language, text]) => ({ path: translated(page, language), text }))
    .filter(({ path }) => existsSync(join(root, path)));
}
