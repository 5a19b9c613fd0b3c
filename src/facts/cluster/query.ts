import type { Distribution } from '../../distributions/distribution.ts';
import { perDistribution } from '../../distributions/table.ts';
import type { Batch, Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { sh } from '../../shell/sh.ts';
import { kubeadmRunning } from './member-state.ts';

/** JSONPaths of an object's fields, by the names that its parser uses. */
type Columns = Readonly<Record<string, string>>;

/** One type of object: which resources have it, which of its fields are asked for, and what they mean. */
export interface Table<T> {
  /** As kubectl takes them, by the kind that their objects have: {Node: 'nodes'}. */
  readonly resources: Readonly<Record<string, string>>;
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

/** The JSONPath of an annotation. */
export function annotation(name: string): string {
  return `.metadata.annotations.${name.replaceAll('.', '\\.')}`;
}

type Tables = Readonly<Record<string, Table<unknown>>>;
type Rows<T extends Tables> = { readonly [K in keyof T]: readonly ReturnType<T[K]['row']>[] };

/** What a control plane answers: 'none' where there is no cluster, 'silent' when its API does not answer (yet). */
export type Reply<R> =
  | { readonly kind: 'none' }
  | { readonly kind: 'silent'; readonly reason: string }
  /** `now`: when it was asked, seconds since 1970, by the node's clock. */
  | ({ readonly kind: 'running'; readonly now: number } & R);

/**
 * Asks the cluster for its objects, from a control plane. One kubectl answers all facts that are asked together: each
 * costs a Pi a second of processor.
 */
export function clusterFact<const T extends Tables>(
  id: string,
  { distribution }: Pick<Cluster, 'distribution'>,
  tables: T,
): Fact<Reply<Rows<T>>> {
  const get = getOf(Object.values(tables));
  return {
    id,
    ask: { batch: batches[distribution], item: JSON.stringify(get) },
    slow: true,
    parse: (stdout) => replyOf(stdout, (lines) => rowsOf(lines, get.fields, tables)),
  };
}

/** What one question asks of the cluster. */
interface Get {
  readonly resources: readonly string[];
  /** As JSONPath: '.metadata.name'. */
  readonly fields: readonly string[];
}

function getOf(tables: readonly Table<unknown>[]): Get {
  const fields = ['.kind', ...tables.flatMap(({ columns }) => Object.values(columns))];
  return { resources: tables.flatMap(({ resources }) => Object.values(resources)), fields: [...new Set(fields)] };
}

/** What kubectl's `-o` prints a list of objects by: a line for each, a tab behind each of these fields. */
export function columnsOf(fields: readonly string[]): string {
  return `jsonpath={range .items[*]}${fields.map((field) => `{${field}}{"\\t"}`).join('')}{"\\n"}{end}`;
}

const batches = perDistribution(batchOf);

function batchOf(distribution: Distribution, name: string): Batch {
  return {
    id: `kubectl get (${name})`,
    script: (items) => {
      const { resources, fields } = union(items);
      return askedOf(distribution, [resources.join(','), '-A', '-o', columnsOf(fields)]);
    },
    split(stdout, items) {
      const all = union(items);
      return new Map(items.map((item) => [item, projected(stdout, all, JSON.parse(item))]));
    },
  };
}

// A Pi 3 that is busy takes five for an answer.
const seconds = 10;

/** `kubectl get` with these words, in the form that {@link replyOf} reads. */
function askedOf({ adminConfig, kubectlWithin }: Distribution, words: readonly string[]) {
  return sh`[ -e ${adminConfig} ] && [ ! -e ${kubeadmRunning} ] || { echo none; exit 0; }
echo "$clock"
${kubectlWithin(seconds)} get ${words} 2>&1 && exit
[ $? -ne 124 ] || echo ${`it says nothing for ${seconds} seconds`}
echo silent`;
}

function union(items: readonly string[]): Get {
  const gets = items.map((item): Get => JSON.parse(item));
  const all = (part: keyof Get) => [...new Set(gets.flatMap((get) => get[part]))];
  return { resources: all('resources'), fields: all('fields') };
}

/** The same lines with the fields of one fact; lines that are no objects stay. */
function projected(stdout: string, { fields: asked }: Get, { fields }: Get): string {
  const places = fields.map((field) => asked.indexOf(field));
  const line = (text: string) => {
    const cells = text.split('\t');
    return cells.length > asked.length ? places.map((place) => `${cells[place]}\t`).join('') : text;
  };
  return stdout.split('\n').map(line).join('\n');
}

/** The answer of {@link askedOf}: the node's time, then lines of objects, or why there are none. */
function replyOf<R>(stdout: string, parse: (lines: readonly string[]) => R): Reply<R> {
  // Not trim(): the last fields of the last line may be empty.
  const [now = '', ...lines] = stdout.replace(/\n+$/, '').split('\n');
  if (now === 'none') return { kind: 'none' };
  if (lines.at(-1) === 'silent') return { kind: 'silent', reason: lines.at(-2) ?? '' };
  return { kind: 'running', now: Number(now), ...parse(lines) };
}

function rowsOf<T extends Tables>(lines: readonly string[], fields: readonly string[], tables: T): Rows<T> {
  // Warnings of kubectl have no tabs.
  const objects = lines.map((line) => line.split('\t')).filter((cells) => cells.length > fields.length);
  const lists = Object.entries(tables).map(([name, { resources, columns, row }]) => {
    const own = objects.filter(([kind = '']) => kind in resources);
    const named = (cells: readonly string[]) =>
      Object.fromEntries(Object.entries(columns).map(([key, path]) => [key, cells[fields.indexOf(path)] ?? '']));
    return [name, own.map((cells) => row(named(cells)))];
  });
  return Object.fromEntries(lists) as Rows<T>;
}
