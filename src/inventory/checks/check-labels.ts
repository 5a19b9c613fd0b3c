import { type Draft, originOf } from '../draft.ts';
import type { Finding } from '../mistakes.ts';

// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
const word = /^[a-z0-9]([\w.-]{0,61}[a-z0-9])?$/i;
const domain = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

const keyHint =
  'write letters, digits, - _ . (at most 63, a letter or digit at both ends), with a domain and / before it if you like';
const valueHint = 'write letters, digits, - _ . (at most 63, a letter or digit at both ends)';

/** Finds labels that Kubernetes refuses. */
export function* acceptedLabels(draft: Draft): Iterable<Finding> {
  for (const [index, { labels = {} }] of draft.nodes.entries()) {
    for (const [key, value] of Object.entries(labels)) {
      const path = originOf(draft, index, ['labels', key]);
      if (!isQualifiedName(key)) yield { path, at: 'key', message: `Kubernetes refuses this label: ${keyHint}` };
      // undefined where the schema has refused the value already.
      const text: string | undefined = value;
      if (text !== undefined && !isLabelValue(text))
        yield { path, message: `Kubernetes refuses this value of a label: ${valueHint}` };
    }
  }
}

/** Finds taints that Kubernetes refuses, such as two of a node with the same key and effect. */
export function* acceptedTaints(draft: Draft): Iterable<Finding> {
  for (const [index, { taints }] of draft.nodes.entries()) {
    const seen = new Set<string>();
    for (const [position, taint] of (taints ?? []).entries()) {
      const path = [...originOf(draft, index, ['taints']), position];
      const [, key = '', value = '', effect = ''] = /^([^=:]+)(?:=([^:]*))?:(\w+)$/.exec(taint ?? '') ?? [];
      if (key === '') continue;
      if (!isQualifiedName(key)) yield { path, message: `Kubernetes refuses the key of this taint: ${keyHint}` };
      if (!isLabelValue(value)) yield { path, message: `Kubernetes refuses the value of this taint: ${valueHint}` };
      if (seen.has(`${key}:${effect}`))
        yield { path, message: 'this key and effect are in the list already: remove one' };
      seen.add(`${key}:${effect}`);
    }
  }
}

function isQualifiedName(key: string): boolean {
  const [name = '', prefix] = key.split('/').reverse();
  return key.split('/').length <= 2 && word.test(name) && (prefix === undefined || domain.test(prefix));
}

function isLabelValue(value: string): boolean {
  return value === '' || word.test(value);
}
