import { UserError } from '../errors.ts';
import { nearest } from '../inventory/nearest.ts';
import type { Check } from './check.ts';
import { loadChecks } from './themes.ts';

/**
 * Finds the checks of these ids, with commas between. The first part of an id stands for all ids that begin with it.
 * @throws UserError when there is no such check.
 */
export async function chooseChecks(text = ''): Promise<readonly Check[]> {
  const names = text.split(/[\s,]+/).filter((name) => name !== '');
  if (names.length === 0) return [];
  const checks = await loadChecks();
  return names.flatMap((name) => {
    const some = checks.filter(({ id }) => id === name || id.startsWith(`${name}.`));
    if (some.length === 0) throw unknownCheck(name, checks);
    return some;
  });
}

/**
 * Reads a length of time, "1h", and writes it as journalctl takes it: "-1h".
 * @throws UserError when the text is no length of time.
 */
export function durationOf(text: string): string {
  if (/^\d+(s|m|min|h|d)$/.test(text)) return `-${text}`;
  throw new UserError(`--since ${text} is no length of time.`, {
    hints: ['--since 30min, --since 2h, --since 3d'],
    exitCode: 2,
  });
}

function unknownCheck(name: string, checks: readonly Check[]): UserError {
  const ids = checks.map(({ id }) => id);
  const meant = nearest(name, ids);
  const [theme = ''] = name.split('.');
  const others = ids.filter((id) => id.startsWith(`${theme}.`));
  return new UserError(`There is no check "${name}"${meant ? `: did you mean ${meant}?` : '.'}`, {
    hints: [others.length > 0 ? `one of ${others.join(', ')}` : 'docs/checks lists all of them'],
    exitCode: 2,
  });
}
