import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { checks } from './checks/all-checks.ts';
import { decodeText } from './decode-text.ts';
import { completed, fillDefaults } from './defaults.ts';
import type { Surroundings } from './draft.ts';
import { type DraftFile, withoutPaths } from './draft.ts';
import { findingsOf } from './issues.ts';
import { type Finding, InventoryError, isWithin, type Mistake } from './mistakes.ts';
import { type Inventory, inventorySchema } from './schema.ts';
import { isTooDeep, readYaml, type YamlText } from './yaml-text.ts';

export interface LoadOptions {
  /** Environment variables: they replace `${NAME}` in values, and HOME is the meaning of `~`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads and checks an inventory, and fills in its defaults. Paths in the result are absolute.
 * @throws InventoryError with all mistakes at once; UserError when the file cannot be read.
 */
export async function loadInventory(path: string, options: LoadOptions): Promise<Inventory> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  return parseInventory(decode(bytes, path), path, options);
}

/**
 * Reads the text of an inventory in the same way. `path` is the file of the text: messages name it, and relative paths
 * start in its folder.
 */
export function parseInventory(text: string, path: string, { env }: LoadOptions): Inventory {
  if (isTooDeep(text)) throw refusedAsWhole(path, 'this is nested too deep: close the brackets { } and [ ]');
  const yaml = readYaml(text, env);
  if (isOfAnsible(text, yaml.value)) throw ofAnsible(path);
  if (!yaml.isReadable) throw new InventoryError(path, firstOfEachLine(yaml.syntaxMistakes));

  const parsed = inventorySchema.safeParse(yaml.value);
  const refused = [...yaml.findings, ...(parsed.success ? [] : findingsOf(parsed.error.issues, yaml))];
  const written = withoutPaths(
    yaml.value,
    refused.map(({ path }) => path),
  ) as DraftFile | undefined;
  const draft = fillDefaults(written ?? {}, { directory: dirname(resolve(path)), home: env.HOME });
  const crossed = checks.flatMap((check) => [...check(draft, surroundings)]);

  const mistakes = inOrder([...yaml.syntaxMistakes, ...located(refused, crossed, yaml)]);
  if (mistakes.length > 0) throw new InventoryError(path, mistakes);
  return completed(draft, resolve(path));
}

/** Tells whether a text is an inventory of Ansible, which often has the same file name. */
function isOfAnsible(text: string, value: unknown): boolean {
  const [first = ''] = text.split(/\r?\n/).filter((line) => /^\s*[^\s#;]/.test(line));
  if (/^\[[\w.-]+(:\w+)?\]\s*$/.test(first)) return true;
  const groups = Object.entries(value ?? {});
  const isGroup = (group: unknown) =>
    typeof group === 'object' && group !== null && ('hosts' in group || 'children' in group);
  return groups.length > 0 && groups.every(([name, group]) => !(name in inventorySchema.shape) && isGroup(group));
}

function ofAnsible(path: string): UserError {
  const kept = path === 'inventory.yaml' ? 'hosts.yml' : path;
  const move = kept === path ? [] : [`mv ${path} ${kept}`];
  const hints = [[...move, `microcloud inventory import ${kept}`].join(' && ')];
  return new UserError(`${path} is an inventory of Ansible, not one of microcloud.`, { hints, exitCode: 2 });
}

/** Lists the mistakes of a text. */
export function remainingMistakes(text: string, path: string, options: LoadOptions): readonly Mistake[] {
  try {
    parseInventory(text, path, options);
    return [];
  } catch (error) {
    if (error instanceof InventoryError) return error.mistakes;
    throw error;
  }
}

const surroundings: Surroundings = {
  kindOf(path) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    return found.isDirectory() ? 'folder' : 'file';
  },
};

// Leaves out mistakes that only follow from a refused value, and repeats none: nodes that share a setting have the same
// mistake.
function located(refused: readonly Finding[], crossed: readonly Finding[], yaml: YamlText): readonly Mistake[] {
  const findings = refused.filter(
    ({ path }, index) =>
      !refused.slice(0, index).some((earlier) => earlier.path.length > 0 && isWithin(path, earlier.path)),
  );
  const consequent = crossed.filter(({ path }) => !refused.some((finding) => isWithin(path, finding.path)));
  const unique = new Map([...findings, ...consequent].map((finding) => [JSON.stringify(finding), finding]));
  return [...unique.values()].map((finding) => yaml.locate(finding));
}

function inOrder(mistakes: readonly Mistake[]): readonly Mistake[] {
  return mistakes.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

// One slip often makes the YAML parser report several errors on one line.
function firstOfEachLine(mistakes: readonly Mistake[]): readonly Mistake[] {
  const sorted = inOrder(mistakes);
  return sorted.filter(({ line }, index) => line !== sorted[index - 1]?.line);
}

function decode(bytes: Uint8Array, path: string): string {
  const decoded = decodeText(bytes);
  if ('text' in decoded) return decoded.text;
  const { line, column, mistake } = decoded;
  throw new InventoryError(path, [{ line, column, path: '', message: mistake }]);
}

function refusedAsWhole(path: string, message: string): InventoryError {
  return new InventoryError(path, [{ line: 1, column: 1, path: '', message }]);
}

function unreadable(path: string, error: NodeJS.ErrnoException): UserError {
  const hints =
    error.code === 'ENOENT'
      ? ['microcloud inventory init', 'microcloud inventory check --inventory PATH']
      : [hintsFor[error.code ?? ''] ?? 'microcloud inventory check --inventory PATH, with the path of another file'];
  const reason = reasons[error.code ?? ''] ?? `cannot be read (${error.code})`;
  return new UserError(`The inventory ${path} ${reason}.`, { hints, exitCode: 2, cause: error });
}

const hintsFor: Readonly<Record<string, string>> = {
  EACCES: 'ls -l shows who may read it; chmod u+r gives its owner the right',
  EISDIR: 'give the file inside of it: --inventory DIRECTORY/inventory.yaml',
};

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'is not readable for you',
  EISDIR: 'is a directory, not a file',
  ENOENT: 'does not exist',
};
