import { isList, isMap, type Json, type JsonMap } from '../facts/cluster/json.ts';
import { manifestDocuments } from './manifest-documents.ts';

/** An object of Kubernetes as a manifest has it. */
export interface Document extends JsonMap {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonMap & { readonly name: string; readonly namespace?: string };
}

type Values = Readonly<Record<string, Json>>;

/**
 * Reads the objects of a file of `templates/` and replaces each `{{name}}`: a text that is nothing else becomes the
 * value, of whatever type. A name without a value is a bug and throws.
 */
export function manifest(file: string, values: Values): readonly Document[] {
  const lookUp = (name = '') => {
    const value = values[name];
    if (value === undefined) throw new Error(`templates/${file} wants a value for {{${name}}}`);
    return value;
  };
  const filled = (value: Json): Json => {
    if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]));
    if (isList(value)) return value.map(filled);
    if (typeof value !== 'string') return value;
    const [, whole] = /^\{\{(\w+)\}\}$/.exec(value) ?? [];
    if (whole !== undefined) return lookUp(whole);
    return value.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(lookUp(name)));
  };
  return manifestDocuments(file).map((document) => filled(document) as Document);
}
