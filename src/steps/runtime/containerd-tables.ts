/** A table of TOML, as it is read. */
export type Table = Readonly<Record<string, unknown>>;

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Puts the values of the second table into the first one. */
export function merge(table: Table, over: Table): Table {
  const both = Object.entries(over).map(([key, value]) => {
    const old = table[key];
    return [key, isTable(old) && isTable(value) ? merge(old, value) : value] as const;
  });
  return { ...table, ...Object.fromEntries(both) };
}

export type Leaf = readonly [path: readonly string[], value: unknown];

/** Lists all values of a table that are not tables, with their paths. An empty table gives none. */
export function leaves(table: Table, path: readonly string[] = []): readonly Leaf[] {
  return Object.entries(table).flatMap(([key, value]): readonly Leaf[] =>
    isTable(value) ? leaves(value, [...path, key]) : [[[...path, key], value]],
  );
}

/** Gets the value at a path; undefined where the path does not lead so far. */
export function at(table: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((here, key) => (isTable(here) ? here[key] : undefined), table);
}

/** Returns the table with another value at a path, or without the value there. */
export function put(table: Table, [key = '', ...path]: readonly string[], value: unknown): Table {
  if (path.length > 0) return { ...table, [key]: put(isTable(table[key]) ? table[key] : {}, path, value) };
  const { [key]: _, ...others } = table;
  return value === undefined ? others : { ...others, [key]: value };
}
