import { groupIn, groupsWith, type SchemaPart, schemaAt } from './json-schema.ts';
import { formatPath, type Path } from './mistakes.ts';
import { nearest } from './nearest.ts';
import { knownKey } from './synonyms.ts';

interface AboutKey {
  readonly message: string;
  readonly meant?: string;
}

/** Says what to write instead of a key that the schema does not know. */
export function aboutUnknownKey(schema: SchemaPart, group: Path, key: string): AboutKey {
  const allowed = Object.keys(groupIn(schemaAt(schema, group))?.properties ?? {});
  const list = `write one of: ${allowed.join(', ')}`;
  // Where a blank or a colon is missing, the value is part of the key. It may be a password, so it is not repeated.
  if (key === '<<') return { message: 'keys are not merged here (<<): write what nodes share under defaults' };
  if (!/^[\w.-]{1,40}$/.test(key)) {
    const start = /^\w+(?=:)/.exec(key)?.[0];
    return start && allowed.includes(start)
      ? { message: `a blank is missing after the colon: write “${start}: …”`, meant: start }
      : { message: `this key is not known here: ${list}` };
  }
  const meant = nearest(key, allowed) ?? allowed.find((name) => name === knownKey(key));
  if (meant) return { message: `${key} is not known here: did you mean ${meant}?`, meant };
  return { message: elsewhere(schema, group, key) ?? `${key} is not known here: ${list}` };
}

function elsewhere(schema: SchemaPart, group: Path, key: string): string | undefined {
  const name = [key, knownKey(key)].find((word) => word !== undefined && groupsWith(schema, word).length > 0);
  if (name === undefined) return undefined;
  const here = formatPath(group).replaceAll(/\[\d+\]/g, '[]');
  const groups = groupsWith(schema, name);
  const below = groups.find((candidate) => candidate.startsWith(`${here}.`));
  const [place = ''] = below ? [below.slice(here.length + 1)] : groups;
  const target = place === '' ? 'at the top of the file' : `under ${place.replaceAll('[]', '')}`;
  return `${key} does not belong here: write ${name} ${target}`;
}
