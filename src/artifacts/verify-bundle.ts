import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { UserError } from '../errors.ts';
import { type Artifact, titleOf } from './artifact-table.ts';
import { measure, sha256, sha256File, sumOf } from './checksums.ts';
import { directorySource } from './directory-source.ts';
import { isUnfinished } from './part-file.ts';
import { readRecipe, type Word } from './recipe.ts';
import { AbsentError, DamagedError, type Part, pathOf, type Source } from './source.ts';
import { listName, parseSums, type SumList } from './sum-list.ts';

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
  /** What is wanted and not complete, one sentence each. */
  readonly missing: readonly string[];
  /** The titles of the artifacts, by who vouches for their sums. */
  readonly words: Readonly<Record<Believed, readonly string[]>>;
  /** The SHA-256 of its SHA256SUMS; undefined where it has none. */
  readonly sums: string | undefined;
}

/**
 * Who vouches for the sum of an artifact: microcloud's own table, the list whose sum the inventory names, the bundle's
 * own list (it has the publishers' sums of the time when the bundle was made, if nobody has replaced it), or only the
 * documents in the bundle.
 */
export type Believed = 'microcloud' | 'inventory' | 'list' | 'bundle';

/**
 * Checks every checksum and digest of a bundle, and that it has all parts of the artifacts. `sums` is the sum that the
 * inventory names for its list. Changes nothing.
 */
export async function verifyBundle(
  directory: string,
  artifacts: readonly Artifact[],
  sums?: string | undefined,
): Promise<Verdict> {
  const names = new Set(await filesOf(directory));
  const bytesOfList = names.has(listName) ? await readFile(join(directory, listName)) : undefined;
  const list = parseSums(String(bytesOfList ?? ''));
  const own = bytesOfList && sha256(bytesOfList);
  // A list with another sum than the inventory's is reported below, once.
  const isNamed = sums !== undefined && sums === own;
  const plain = { kind: 'bundle', path: directory, isBelieved: true } as const;
  const [believed, listing] = [directorySource(plain), directorySource({ ...plain, sums: own })];
  const words: Record<Believed, string[]> = { microcloud: [], inventory: [], list: [], bundle: [] };
  const wanted = new Map<string, Part>();
  const missing: string[] = [];
  for (const artifact of artifacts) {
    // The bundle's own list must not outvote what microcloud knows.
    const source = isNamed || !artifact.pin ? listing : believed;
    const { parts, word, absence } = await partsOf(source, artifact);
    if (word) words[believedAs(word, isNamed)].push(titleOf(artifact));
    for (const part of parts) wanted.set(pathOf(part.url), part);
    const absent = parts.map(({ url }) => pathOf(url)).filter((path) => !names.has(path));
    const reasons = [...(absence ? [absence] : []), ...absent.map((path) => `it has no ${path}`)];
    missing.push(...reasons.map((reason) => `${titleOf(artifact)}: ${reason}`));
  }
  for (const path of list.keys()) if (!names.has(path)) missing.push(`${path}, which ${listName} names`);
  const { bytes, damaged } = await readAll({ directory, names, wanted, list });
  const isAnotherList = sums !== undefined && !isNamed;
  const ofList = isAnotherList ? [{ file: listName, reason: `sha256 ${own ?? 'none'} instead of ${sums}` }] : [];
  return { files: names.size, bytes, damaged: [...ofList, ...damaged], missing, words, sums: own };
}

interface Files {
  readonly directory: string;
  readonly names: ReadonlySet<string>;
  readonly wanted: ReadonlyMap<string, Part>;
  readonly list: SumList;
}

/** Reads all files of a bundle: how long they are together, and which are damaged. */
async function readAll(files: Files): Promise<Pick<Verdict, 'bytes' | 'damaged'>> {
  const damaged: DamagedFile[] = [];
  let bytes = 0;
  for (const file of files.names) {
    const found = await stat(join(files.directory, file)).catch(() => undefined);
    bytes += found?.size ?? 0;
    // Reading a pipe, or a link to /dev/zero, would never end.
    const reason = found?.isFile() ? await damageOf(file, files) : 'no file that could be read';
    if (reason) damaged.push({ file, reason });
  }
  return { bytes, damaged };
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

function believedAs(word: Word, isNamed: boolean): Believed {
  if (word === 'inventory') return isNamed ? 'inventory' : 'list';
  return word === 'publisher' ? 'bundle' : word;
}

interface Parts {
  readonly parts: readonly Part[];
  readonly word?: Word;
  readonly absence?: string;
}

async function partsOf(source: Source, artifact: Artifact): Promise<Parts> {
  try {
    return await readRecipe(source, artifact);
  } catch (error) {
    if (error instanceof AbsentError) return { parts: [], absence: error.message };
    // The loop over all files finds the damaged one again, and names it.
    if (error instanceof DamagedError) return { parts: [] };
    throw error;
  }
}

async function damageOf(file: string, { directory, names, wanted, list }: Files): Promise<string | undefined> {
  const part = wanted.get(file);
  const listed = list.get(file);
  const whole = listed && (await sha256File(join(directory, file)));
  if (whole !== listed) return `sha256 ${whole} instead of ${listed}, which ${listName} says`;
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
