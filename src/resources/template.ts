import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package-root.ts';

/** Reads a file of `templates/` and replaces each `{{name}}`. A name without a value is a bug and throws. */
export function template(file: string, values: Readonly<Record<string, string>>): string {
  const text = readFileSync(join(packageRoot, 'templates', file), 'utf8');
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`templates/${file} wants a value for {{${name}}}`);
    return value;
  });
}
