import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** File → what it imports: files by their path, packages by their specifier. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** One import: from which file, and of what. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

const importing = /(?:\bfrom\s+|\bimport\s*\(?\s*)'([^']+)'/g;

/**
 * Reads the imports of the program, its page, the publisher and the lab, with types. Dynamic imports count if they name
 * a file.
 */
export function readImports(root: string): Imports {
  const files = globSync('{src,page,publisher,lab}/**/*.{ts,tsx}', { cwd: root });
  return new Map(files.map((file) => [file, importsIn(file, readFileSync(posix.join(root, file), 'utf8'))]));
}

export function importsIn(file: string, text: string): readonly string[] {
  const resolved = (name: string) => (name.startsWith('.') ? posix.join(posix.dirname(file), name) : name);
  return [...text.matchAll(importing)].map(([, name = '']) => resolved(name));
}

export function edgesOf(imports: Imports): readonly Edge[] {
  return [...imports].flatMap(([from, names]) => names.map((to) => ({ from, to })));
}

/** Finds a cycle of imports: a chain of files that ends where it began; undefined where there is none. */
export function findCycle(imports: Imports): readonly string[] | undefined {
  const done = new Set<string>();
  const search = (file: string, chain: readonly string[]): readonly string[] | undefined => {
    if (chain.includes(file)) return [...chain.slice(chain.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of imports.get(file) ?? []) {
      const found = search(next, [...chain, file]);
      if (found) return found;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const found = search(file, []);
    if (found) return found;
  }
  return undefined;
}
