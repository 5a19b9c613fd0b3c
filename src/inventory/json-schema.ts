import * as z from 'zod';
import { inventorySchema } from './schema.ts';

/** The name of the schema file beside an inventory. */
export const schemaFile = 'inventory.schema.json';

/** The id of the schema. It leads nowhere: editors read the file beside the inventory. */
const schemaId = 'urn:microcloud:inventory';

/** Makes the JSON Schema of the inventory, for editors. */
export function inventoryJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(inventorySchema, { io: 'input' });
  const title = 'The inventory of a microCloud';
  return { $schema, $id: schemaId, title, ...schema };
}

/** A part of a JSON Schema, with the fields that are used here. */
export interface SchemaPart {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly required?: readonly string[];
  readonly items?: SchemaPart;
  readonly anyOf?: readonly SchemaPart[];
  readonly additionalProperties?: SchemaPart | boolean;
}

/** Returns the group of a part: the part itself, or the group in a choice between a word and a group. */
export function groupIn(part: SchemaPart | undefined): SchemaPart | undefined {
  const groups = part?.anyOf?.filter(({ properties }) => properties) ?? [];
  return part?.properties || groups.length !== 1 ? part : groups[0];
}

/** Finds what the schema says about the value at a path. */
export function schemaAt(schema: SchemaPart, path: readonly (string | number)[]): SchemaPart | undefined {
  return path.reduce<SchemaPart | undefined>((part, key) => {
    if (typeof key === 'number') return part?.items;
    const group = groupIn(part);
    if (group?.properties && Object.hasOwn(group.properties, key)) return group.properties[key];
    return typeof group?.additionalProperties === 'object' ? group.additionalProperties : undefined;
  }, schema);
}

/** Finds the groups that know a key: `user` is known in `defaults.ssh` and `nodes[].ssh`. */
export function groupsWith(schema: SchemaPart, key: string): readonly string[] {
  const groups: string[] = [];
  const visit = (part: SchemaPart, name: string) => {
    const properties = groupIn(part)?.properties ?? {};
    if (Object.hasOwn(properties, key)) groups.push(name);
    for (const [child, inner] of Object.entries(properties)) visit(inner, name === '' ? child : `${name}.${child}`);
    if (part.items) visit(part.items, `${name}[]`);
  };
  visit(schema, '');
  return groups;
}
