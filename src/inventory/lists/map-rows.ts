import type { Node } from 'yaml';
import type { Entry, YamlSource } from '../ansible/yaml-source.ts';
import { at, fieldIn } from './document-rows.ts';
import type { Row } from './listed-hosts.ts';

/** What says where a machine is, where its name is the key: of salt-ssh (host) and Nornir (hostname). */
const places = ['host', 'hostname', 'ip', 'address'];

/** Reads machines that are the keys of a map, each with a map that says where it is; undefined where the document is none. */
export function mapRows(source: YamlSource): readonly Row[] | undefined {
  const machines = source.entries(source.root) ?? [];
  return allOf(machines.map((machine) => namedRow(source, machine)));
}

function namedRow(source: YamlSource, { key: name, value, place }: Entry): Row | undefined {
  const settings = source.entries(value);
  const where = settings?.find((one) => places.includes(one.key) && source.text(one.value) !== undefined);
  if (!settings || !where || settings.some(({ key }) => ['hosts', 'children', 'vars'].includes(key))) return undefined;
  const plain = settings.filter((setting) => source.entries(setting.value) === undefined);
  const values = plain.flatMap((one) => fieldIn(source, one === where ? { ...one, key: 'address' } : one));
  return { place, values: [{ text: name, column: 'name', place }, ...values] };
}

/** Reads the nodes of `kubectl get nodes -o json` or yaml; undefined where the document is no list of them. */
export function nodeRows(source: YamlSource): readonly Row[] | undefined {
  const nodes = source.items(at(source, source.root, ['items'])) ?? [];
  return allOf(nodes.map((node) => nodeRow(source, node)));
}

function nodeRow(source: YamlSource, node: Node | null): Row | undefined {
  const textAt = (from: Node | null, ...way: readonly string[]) => source.text(at(source, from, way));
  if (textAt(node, 'kind') !== 'Node') return undefined;
  const place = source.placeOf(node);
  const labels = source.entries(at(source, node, ['metadata', 'labels'])) ?? [];
  const isControlPlane = labels.some(({ key }) => /^node-role\.kubernetes\.io\/(control-plane|master)$/.test(key));
  const addresses = source.items(at(source, node, ['status', 'addresses'])) ?? [];
  const internal = addresses.find((one) => textAt(one, 'type') === 'InternalIP') ?? null;
  const known = {
    name: textAt(node, 'metadata', 'name'),
    address: textAt(internal, 'address'),
    role: isControlPlane ? 'control-plane' : 'worker',
  };
  return { place, values: Object.entries(known).map(([column, text = '']) => ({ text, column, place })) };
}

function allOf(rows: readonly (Row | undefined)[]): readonly Row[] | undefined {
  return rows.length > 0 && rows.every((row) => row !== undefined) ? rows : undefined;
}
