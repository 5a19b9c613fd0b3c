import { groupIn, type SchemaPart } from '../src/inventory/json-schema.ts';
import { tableCell } from './table-cell.ts';

/** A group of fields: the path that people write, and its schema. */
interface Group {
  readonly path: string;
  readonly part: SchemaPart;
}

/** Writes docs/inventory.md: every field of the inventory, group by group, as its schema says. */
export function inventoryPage(schema: SchemaPart): string {
  const groups = groupsIn({ path: '', part: schema });
  return [
    '# Every field of the inventory',
    '',
    '[inventory.example.yaml](../inventory.example.yaml) shows all of them in one file, with reasons; this page is for looking',
    'one up. `microcloud inventory check` names each mistake with its line, and `microcloud inventory schema` gives the same to',
    'editors. `node scripts/pages.ts` writes this page from the program.',
    ...groups.flatMap(tableOf),
    '',
  ].join('\n');
}

/** Lists a group, and all groups in it. A node's settings are the same as in `defaults`, and are shown only there. */
function groupsIn({ path, part }: Group): readonly Group[] {
  const inner = Object.entries(fieldsOf(part)).flatMap(([name, field]) => {
    const below = path === '' ? name : `${path}.${name}`;
    const found = insides({ path: below, part: field });
    return path === 'nodes[]' ? [] : found.flatMap(groupsIn);
  });
  return [...(Object.keys(fieldsOf(part)).length > 0 ? [{ path, part }] : []), ...inner];
}

/** Lists the groups of a field: the field itself, the entries of a list, or the values of keys that people choose. */
function insides({ path, part }: Group): readonly Group[] {
  if (part.items) return insides({ path: `${path}[]`, part: part.items });
  const values = part.additionalProperties;
  if (!groupIn(part)?.properties && typeof values === 'object') return insides({ path: `${path}.NAME`, part: values });
  return [{ path, part }];
}

function fieldsOf(part: SchemaPart): Readonly<Record<string, SchemaPart>> {
  return groupIn(part)?.properties ?? {};
}

function tableOf({ path, part }: Group): readonly string[] {
  const rows = Object.entries(fieldsOf(part)).map(([name, field]) => {
    const isNeeded = groupIn(part)?.required?.includes(name);
    return `| \`${name}\` | ${tableCell(field.description ?? '')}${isNeeded ? '. **Needed**' : ''} | ${tableCell(valuesOf(field))} |`;
  });
  const about = part.description ? ['', `${part.description}.`] : [];
  return ['', `## ${path === '' ? 'The file' : path}`, ...about, '', '| field | | values |', '|---|---|---|', ...rows];
}

/** Says in words which values are allowed. */
function valuesOf(part: SchemaPart): string {
  if (part.enum) return part.enum.join(', ');
  if (part.anyOf) return [...new Set(part.anyOf.map(valuesOf))].filter(Boolean).join(', or ');
  if (part.items) return `a list of ${valuesOf(part.items) || 'fields'}`;
  return words[part.type ?? ''] ?? '';
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a number',
  number: 'a number',
  boolean: 'true, false',
  object: 'fields',
};
