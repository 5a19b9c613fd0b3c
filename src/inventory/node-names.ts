import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';

/** A node in a file that may have mistakes. */
export interface NamedNode {
  readonly name: string;
  readonly role: string;
}

/**
 * Reads the names of nodes for a shell that completes a word. Anything unreadable is left out without an error. A name
 * becomes part of a command line, so only letters, digits, dots and hyphens are accepted.
 */
export async function nodeNames(path: string): Promise<readonly NamedNode[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const inventory: unknown = parseDocument(text, { logLevel: 'silent' }).toJS({ maxAliasCount: 100 });
  const nodes = (inventory as { readonly nodes?: unknown } | null)?.nodes;
  if (!Array.isArray(nodes)) return [];
  return nodes.flatMap((node) => {
    const { name, role = 'worker' } = (node ?? {}) as { readonly name?: unknown; readonly role?: unknown };
    const isName = typeof name === 'string' && /^[a-z0-9][a-z0-9.-]*$/i.test(name);
    return isName ? [{ name, role: role === 'control-plane' || role === 'proxy' ? role : 'worker' }] : [];
  });
}
