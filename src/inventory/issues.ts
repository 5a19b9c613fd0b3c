import { example, expectation, type Issue, type IssueOf, kindOf, nameOf } from './issue-words.ts';
import { inventoryJsonSchema, type SchemaPart, schemaAt } from './json-schema.ts';
import { type Finding, isWithin, type Path } from './mistakes.ts';
import { nearest } from './nearest.ts';
import { secretPath, secretSentence } from './secret-paths.ts';
import { knownValue } from './synonyms.ts';
import { aboutUnknownKey } from './unknown-key.ts';

/** The file that the issues are about. */
interface Source {
  readonly value: unknown;
  /** Returns a value's text as it stands in the file. Sentences quote this text, never the value. */
  written(path: Path): string | undefined;
}

interface MeantFinding extends Finding {
  /** The key that was probably meant. */
  readonly meant?: string | undefined;
}

interface View extends Source {
  readonly schema: SchemaPart;
}

/** Turns the issues of zod into sentences in plain words. */
export function findingsOf(issues: readonly Issue[], source: Source): readonly Finding[] {
  // The JSON Schema is made only here: for an inventory without mistakes it is not needed.
  const view: View = { ...source, schema: inventoryJsonSchema() as SchemaPart };
  return issues.flatMap((issue) => findingsOfIssue(issue, view)).filter(isNotMisspelt);
}

// For a misspelt key, zod also reports that the right key is missing. One sentence for both is enough.
function isNotMisspelt({ path }: Finding, _: number, all: readonly MeantFinding[]): boolean {
  return !all.some(
    ({ path: other, meant }) =>
      meant !== undefined &&
      meant === path.at(-1) &&
      path.length === other.length &&
      isWithin(path, other.slice(0, -1)),
  );
}

function findingsOfIssue(issue: Issue, view: View): readonly MeantFinding[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const secret = secretPath(path);
  if (secret) return [{ path: secret, message: secretSentence(view.written(secret)) }];
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue, path, view);
  const inner = issue.code === 'invalid_union' ? branchInside(issue, valueAt(view.value, path)) : [];
  if (inner.length > 0) {
    return inner.flatMap((one) => findingsOfIssue({ ...one, path: [...issue.path, ...one.path] }, view));
  }
  return [{ path, message: sentenceOf(issue, path, view) }];
}

/** Finds the issues inside a group, where the schema allows either a word or a group. */
function branchInside({ errors }: IssueOf<'invalid_union'>, value: unknown): readonly Issue[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const isInside = ({ path, code }: Issue) => path.length > 0 || code === 'unrecognized_keys';
  const inside = errors.filter((branch) => branch.every(isInside));
  return inside.length === 1 ? (inside[0] ?? []) : [];
}

function unknownKeys(issue: IssueOf<'unrecognized_keys'>, group: Path, view: View): readonly MeantFinding[] {
  return issue.keys.map((key) => ({
    path: [...group, key],
    at: 'key',
    ...aboutUnknownKey(view.schema, group, key),
  }));
}

function sentenceOf(issue: Issue, path: Path, view: View): string {
  const name = nameOf(path);
  const value = valueAt(view.value, path);
  if (value === undefined) return missingSentence(path, view);
  if (value === null && path.length === 0) return 'the inventory is empty: microcloud inventory init writes one';
  if (value === null) return `${name} is empty: write ${expectation(issue)} or remove the line`;
  if (issue.code === 'invalid_type')
    return `${name} is ${kindOf(value)}: write ${expectation(issue)}${example(issue, path)}`;
  if (issue.code === 'invalid_value') return choiceSentence(issue, path, value, view);
  if (issue.code === 'too_small' || issue.code === 'too_big') return sizeSentence(issue, name, path);
  if (issue.code === 'invalid_union') {
    const wanted = 'write text, a number, true, false, a list or a group';
    return `${name} is ${kindOf(value)}: ${issue.message.startsWith('Invalid') ? wanted : issue.message}`;
  }
  if (issue.message.startsWith('Invalid')) return `${name} is not right: write ${expectation(issue)}`;
  return `${name} is not right: ${issue.message}`;
}

function missingSentence(path: Path, { schema }: View): string {
  const part = schemaAt(schema, path);
  const what = part?.enum ? part.enum.join(' or ') : '…';
  const why = part?.description ? ` (${part.description})` : '';
  return `${nameOf(path)} is missing: write “${nameOf(path)}: ${what}”${why}`;
}

function choiceSentence(issue: IssueOf<'invalid_value'>, path: Path, value: unknown, view: View): string {
  const allowed = issue.values.map(String);
  const choice = allowed.join(' or ');
  const name = nameOf(path);
  if (typeof value === 'object') return `${name} must be exactly one: write ${choice}`;
  const meant = knownValue(String(value), allowed) ?? nearest(String(value), allowed);
  const written = view.written(path) ?? kindOf(value);
  return meant
    ? `${name} ${written} is not known: did you mean ${meant}?`
    : `${name} ${written} is not known: write ${choice}`;
}

function sizeSentence(issue: IssueOf<'too_small' | 'too_big'>, name: string, path: Path): string {
  if (path.at(-1) === 'port') return 'port is out of range: write a number from 1 to 65535';
  if (issue.origin === 'array') return `${name} is empty: write at least one`;
  return issue.origin === 'string' ? `${name} is empty: write a value` : `${name} is out of range: write a smaller one`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((part, key) => {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return undefined;
    return (part as Record<string | number, unknown>)[key];
  }, value);
}
