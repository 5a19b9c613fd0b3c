import { readFileSync } from 'node:fs';

/** A file of `templates/` with each `{{name}}` replaced. A name without a value is a bug and throws. */
export function template(file: string, values: Readonly<Record<string, string>>): string {
  const text = readFileSync(new URL(`../../templates/${file}`, import.meta.url), 'utf8');
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`templates/${file} wants a value for {{${name}}}`);
    return value;
  });
}
