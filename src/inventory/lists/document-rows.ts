import type { Node } from 'yaml';
import { readPattern } from '../ansible/host-range.ts';
import type { Entry, YamlSource } from '../ansible/yaml-source.ts';
import { fieldOf } from './column-words.ts';
import type { Row, Value } from './listed-hosts.ts';

/** The keys under which programs such as k0sctl, kubekey, RKE and k3sup keep their list. */
const ways = [[], ['spec', 'hosts'], ['spec', 'nodes'], ['nodes'], ['hosts'], ['servers'], ['machines'], ['devices']];

/**
 * Reads the machines in YAML or JSON: a list of machines, or a document that has one under the keys of such a program.
 */
export function documentRows(source: YamlSource): readonly Row[] | undefined {
  for (const way of ways) {
    const items = source.items(at(source, source.root, way));
    if (!items || items.length === 0) continue;
    const rows = items.map((item) => rowOf(source, item));
    const isList = rows.every((row) => row?.values.some(({ column }) => fieldOf(column) === 'address'));
    if (isList) return withRoles(rows as readonly Row[], source);
  }
  return undefined;
}

export function at(source: YamlSource, node: Node | null, way: readonly string[]): Node | null {
  return way.reduce<Node | null>((here, key) => entry(source, here, key)?.value ?? null, node);
}

function entry(source: YamlSource, node: Node | null, key: string): Entry | undefined {
  return source.entries(node)?.find((one) => one.key === key);
}

/** Reads one machine: a mapping of what is known of it. */
export function rowOf(source: YamlSource, item: Node | null): Row | undefined {
  const entries = source.entries(item);
  if (!entries) return undefined;
  const values = entries.flatMap((one): readonly Value[] => {
    // k0sctl has the login in a mapping `ssh`. Others have the address there, too, as `host`.
    if (one.key === 'ssh') {
      const inner = source.entries(one.value) ?? [];
      return inner.flatMap((value) => fieldIn(source, value.key === 'host' ? { ...value, key: 'address' } : value));
    }
    return fieldIn(source, one);
  });
  return { place: source.placeOf(item), values };
}

export function fieldIn(source: YamlSource, { key, value, place }: Entry): readonly Value[] {
  const items = source.items(value);
  const text = items ? items.map((item) => source.text(item) ?? '').join(',') : source.text(value);
  if (source.isEmpty(value)) return [];
  // talhelper has `controlPlane: true`, cluster-template has `controller: true`.
  if (/^((is_?)?(control_?plane|master|server)|controller)$/i.test(key) && (text === 'true' || text === 'false'))
    return [{ text: text === 'true' ? 'control-plane' : 'worker', column: 'role', place }];
  return [{ text: text ?? 'a map', column: key, place }];
}

/** Adds the roles that kubekey has beside the list: roleGroups: {control-plane: [node1], worker: ["node[2:5]"]}. */
function withRoles(rows: readonly Row[], source: YamlSource): readonly Row[] {
  const groups = source.entries(at(source, source.root, ['spec', 'roleGroups'])) ?? [];
  return rows.map((row) => {
    const name = row.values.find(({ column }) => fieldOf(column) === 'name')?.text;
    const roles = groups.filter(({ value }) => name !== undefined && namesIn(source, value).includes(name));
    return {
      ...row,
      values: [...row.values, ...roles.map(({ key, place }) => ({ text: key, column: 'role', place }))],
    };
  });
}

function namesIn(source: YamlSource, value: Node | null): readonly string[] {
  return (source.items(value) ?? []).flatMap((item) => {
    const pattern = readPattern(source.text(item) ?? '');
    return 'mistake' in pattern ? [] : pattern.hosts;
  });
}
