import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { JsonMap } from '../facts/cluster/json.ts';
import { packageRoot } from '../package-root.ts';

/**
 * Reads the YAML documents of a file of `templates/`. The built program has the documents in place of this module, and
 * parses nothing: `scripts/manifests.ts` makes them.
 */
export function manifestDocuments(file: string): readonly JsonMap[] {
  const text = readFileSync(join(packageRoot, 'templates', file), 'utf8');
  return parseAllDocuments(text).map((document) => document.toJS() as JsonMap);
}
