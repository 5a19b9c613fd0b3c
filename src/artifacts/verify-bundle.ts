import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { UserError } from '../errors.ts';
import { type Artifact, titleOf } from './artifact-table.ts';
import { measure, sumOf } from './checksums.ts';
import { directorySource } from './directory-source.ts';
import { isUnfinished } from './part-file.ts';
import { readRecipe } from './recipe.ts';
import { AbsentError, DamagedError, type Part, pathOf } from './source.ts';

/** A file with other bytes than its checksum or digest says. */
export interface DamagedFile {
  /** Path below the bundle. */
  readonly file: string;
  readonly reason: string;
}

export interface Verdict {
  readonly files: number;
  readonly bytes: number;
  readonly damaged: readonly DamagedFile[];
  /** What is wanted and incomplete: a sentence each. */
  readonly missing: readonly string[];
}

/** Checks every checksum and digest of a bundle, and that it has all parts of the artifacts. Changes nothing. */
export async function verifyBundle(directory: string, artifacts: readonly Artifact[]): Promise<Verdict> {
  const names = new Set(await filesOf(directory));
  const wanted = new Map<string, Part>();
  const missing: string[] = [];
  for (const artifact of artifacts) {
    const { parts, absence } = await partsOf(directory, artifact);
    for (const part of parts) wanted.set(pathOf(part.url), part);
    const absent = parts.map(({ url }) => pathOf(url)).filter((path) => !names.has(path));
    const reasons = [...(absence ? [absence] : []), ...absent.map((path) => `it has no ${path}`)];
    missing.push(...reasons.map((reason) => `${titleOf(artifact)}: ${reason}`));
  }
  const damaged: DamagedFile[] = [];
  let bytes = 0;
  for (const file of names) {
    bytes += (await stat(join(directory, file))).size;
    const reason = await damageOf(directory, file, names, wanted);
    if (reason) damaged.push({ file, reason });
  }
  return { files: names.size, bytes, damaged, missing };
}

async function filesOf(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((cause) => {
    throw new UserError(`${directory} can't be read: ${cause.message}.`, {
      hints: [`microcloud bundle create ${directory}`],
      exitCode: 2,
      cause,
    });
  });
  const files = entries.filter((entry) => !entry.isDirectory() && !isUnfinished(entry.name));
  return files.map((entry) => relative(directory, join(entry.parentPath, entry.name))).sort();
}

async function partsOf(directory: string, artifact: Artifact): Promise<{ parts: readonly Part[]; absence?: string }> {
  try {
    return await readRecipe(directorySource({ kind: 'bundle', path: directory }), artifact);
  } catch (error) {
    if (error instanceof AbsentError) return { parts: [], absence: error.message };
    // The damaged file is found again among the files, and named there.
    if (error instanceof DamagedError) return { parts: [] };
    throw error;
  }
}

async function damageOf(
  directory: string,
  file: string,
  names: ReadonlySet<string>,
  wanted: ReadonlyMap<string, Part>,
): Promise<string | undefined> {
  const part = wanted.get(file);
  const actual = await measure(part ?? {}, join(directory, file));
  const tag = /^(.*\/v2\/.*\/manifests\/)(?!sha256:)[^/]+$/.exec(file);
  if (tag) return names.has(`${tag[1]}sha256:${actual}`) ? undefined : 'not one of the manifests beside it';
  const digest = /\/v2\/.*\/(?:blobs|manifests)\/sha256:([0-9a-f]{64})$/.exec(file)?.[1];
  const expected = digest ?? part?.sha256 ?? (await sumBeside(directory, file, names));
  return expected === undefined || actual === expected ? undefined : `sha256 ${actual} instead of ${expected}`;
}

async function sumBeside(directory: string, file: string, names: ReadonlySet<string>): Promise<string | undefined> {
  const list = `${file}.sha256`;
  if (!names.has(list)) return undefined;
  const sum = sumOf(await readFile(join(directory, list), 'utf8'), file.slice(file.lastIndexOf('/') + 1));
  return sum ?? `what ${list} should say`;
}
