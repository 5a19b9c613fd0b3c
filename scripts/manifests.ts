import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { manifestDocuments } from '../src/resources/manifest-documents.ts';

/**
 * Replaces `src/resources/manifest-documents.ts` by the parsed documents. Every run compares them with the cluster, and
 * parsing them takes a seventh of the processor time of a run with nothing to do.
 */
export function manifests(root: string): Plugin {
  return {
    name: 'manifests',
    setup(build) {
      build.onLoad({ filter: /\/src\/resources\/manifest-documents\.ts$/ }, () => ({
        contents: manifestsModule(root),
      }));
    },
  };
}

/** Writes that module: the documents of every manifest in `templates/`. */
export function manifestsModule(root: string): string {
  const files = globSync('*.yaml', { cwd: join(root, 'templates') }).sort();
  const documents = Object.fromEntries(files.map((file) => [file, manifestDocuments(file)]));
  return `const documents = JSON.parse(${JSON.stringify(JSON.stringify(documents))});
export function manifestDocuments(file) { return documents[file]; }`;
}
