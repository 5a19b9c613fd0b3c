/** JSONPaths of an object's fields, by the names that its parser uses. */
type Columns = Readonly<Record<string, string>>;

/** One type of object: which resources have it, which of its fields are asked for, and what they mean. */
export interface Table<T> {
  /** As kubectl takes them, by the kind that their objects have: {Node: 'nodes'}. 'any': objects that are asked by name. */
  readonly resources: Readonly<Record<string, string>> | 'any';
  readonly columns: Columns;
  row(cells: Readonly<Record<string, string>>): T;
}

/** Infers the names of a table's cells from its columns. A field that is more than one value is JSON. */
export function defineTable<C extends Columns, T>(
  resources: Table<T>['resources'],
  columns: C,
  row: (cells: Readonly<Record<keyof C, string>>) => T,
): Table<T> {
  return { resources, columns, row: row as Table<T>['row'] };
}

/** Makes the JSONPath of an annotation. */
export function annotation(name: string): string {
  return `.metadata.annotations.${name.replaceAll('.', '\\.')}`;
}

/** Makes the JSONPath of a label. */
export function label(name: string): string {
  return `.metadata.labels.${name.replaceAll('.', '\\.')}`;
}

export type Tables = Readonly<Record<string, Table<unknown>>>;
/** A list of rows for each table, by the table's name. */
export type Rows<T extends Tables> = { readonly [K in keyof T]: readonly ReturnType<T[K]['row']>[] };

/** Lists all fields that tables ask for. */
export function fieldsOf(tables: Tables): readonly string[] {
  return [...new Set(['.kind', ...Object.values(tables).flatMap(({ columns }) => Object.values(columns))])];
}

/** Turns objects, by the fields that were asked for, into rows of their tables. */
export function rowsOf<T extends Tables>(objects: readonly ReadonlyMap<string, string>[], tables: T): Rows<T> {
  const lists = Object.entries(tables).map(([name, { resources, columns, row }]) => {
    const own = objects.filter((object) => resources === 'any' || (object.get('.kind') ?? '') in resources);
    const cells = (object: ReadonlyMap<string, string>) =>
      Object.fromEntries(Object.entries(columns).map(([column, path]) => [column, object.get(path) ?? '']));
    return [name, own.map((object) => row(cells(object)))];
  });
  return Object.fromEntries(lists) as Rows<T>;
}
