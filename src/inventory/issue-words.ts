import type * as z from 'zod';
import type { Path } from './mistakes.ts';

export type Issue = z.core.$ZodIssue;
export type IssueOf<Code extends Issue['code']> = Extract<Issue, { code: Code }>;

const expectations: Readonly<Record<string, string>> = {
  array: 'a list (a line with “- ” for each)',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'a group of “key: value” lines',
  record: 'a group of “key: value” lines',
  string: 'text',
  url: 'a URL such as https://mirror.example.org',
};

/** Says what was expected, as people write it. */
export function expectation(issue: Issue): string {
  if (issue.code === 'invalid_value') return issue.values.map(String).join(' or ');
  if (issue.code === 'invalid_type') return expectations[issue.expected] ?? 'another value';
  if (issue.code === 'invalid_format') return expectations[issue.format] ?? 'another text';
  return 'a value';
}

/** Shows how to write a text that looks like a number. */
export function example(issue: IssueOf<'invalid_type'>, path: Path): string {
  return issue.expected === 'string' && path.length > 0
    ? `, in quotes if it looks like a number: ${nameOf(path)}: "…"`
    : '';
}

/** Says in words what kind a value is of. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of settings';
  if (typeof value === 'number') return 'a number';
  return typeof value === 'boolean' ? `${value}` : 'text';
}

/** Returns the last name of a path. */
export function nameOf(path: Path): string {
  const key = path.findLast((part) => typeof part === 'string');
  if (key === undefined) return 'the inventory';
  return typeof path.at(-1) === 'number' ? `an entry of ${key}` : key;
}
