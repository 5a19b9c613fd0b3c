import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package in a built program. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** The full text of its licence, with its authors. */
  readonly text: string;
}

/** Lists the files whose code is in what a build wrote. Files that it only looked at, or shook out, are not among them. */
export function partsOf({ outputs }: Pick<Metafile, 'outputs'>): readonly string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
}

/** Finds the packages in a built program, by its files. Throws where a package has no text of its licence. */
export function bundledPackages(root: string, inputs: readonly string[]): readonly BundledPackage[] {
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  const packages = [...new Set(folders)].map((folder) => bundledPackage(join(root, folder)));
  return distinctPackages(packages);
}

/** Sorts packages, each version once: a package may have its own copy of another, of the same or an older version. */
export function distinctPackages(packages: readonly BundledPackage[]): readonly BundledPackage[] {
  const named = new Map(packages.map((one) => [`${one.name} ${one.version}`, one]));
  return [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function bundledPackage(folder: string): BundledPackage {
  const { name, version, license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = globSync('{LICEN[CS]E,licen[cs]e,COPYING,NOTICE}{,.md,.txt,-*}', { cwd: folder }).sort();
  if (files.length === 0) throw new Error(`${name} ${version} has no file with its licence, which we must hand on`);
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  // ssh2 still uses the old field `licenses`.
  return { name, version, licence: license ?? licenses?.[0]?.type, text };
}

/** Writes what the licences of packages require: the authors, and the terms on which others may use their work. */
export function noticesText(program: string, packages: readonly BundledPackage[]): string {
  const heading = `${program} contains these packages, with the licences below: ${packages.map(({ name, version }) => `${name} ${version}`).join(', ')}.`;
  const parts = packages.map(({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text}`);
  return `${[heading, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
