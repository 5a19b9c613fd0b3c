import * as z from 'zod';
import { inventorySchema } from './schema.ts';

/** Makes the JSON Schema of the inventory, for editors. */
export function inventoryJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(inventorySchema, { io: 'input' });
  const title = 'The inventory of a microCloud';
  return { $schema, title, ...schema };
}

/** The part of a JSON Schema that this module and its readers look at. */
export interface SchemaPart {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly items?: SchemaPart;
  readonly anyOf?: readonly SchemaPart[];
}

/** Finds what the schema says about the value at a path. */
export function schemaAt(schema: SchemaPart, path: readonly (string | number)[]): SchemaPart | undefined {
  return path.reduce<SchemaPart | undefined>((part, key) => {
    if (typeof key === 'number') return part?.items;
    return part?.properties && Object.hasOwn(part.properties, key) ? part.properties[key] : undefined;
  }, schema);
}

/** Finds the groups that know a key: `user` is known in `defaults.ssh` and `nodes[].ssh`. */
export function groupsWith(schema: SchemaPart, key: string): readonly string[] {
  const groups: string[] = [];
  const visit = (part: SchemaPart, name: string) => {
    const properties = part.properties ?? {};
    if (Object.hasOwn(properties, key)) groups.push(name);
    for (const [child, inner] of Object.entries(properties)) visit(inner, name === '' ? child : `${name}.${child}`);
    if (part.items) visit(part.items, `${name}[]`);
  };
  visit(schema, '');
  return groups;
}
