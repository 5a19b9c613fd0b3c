import type { Entry, YamlSource } from '../ansible/yaml-source.ts';
import type { Row, Value } from './listed-hosts.ts';

/** What says where a machine is, where its name is the key: of salt-ssh (host) and Nornir (hostname). */
const places = ['host', 'hostname', 'ip', 'address'];

/** Reads machines that are the keys of a map, each with a map that says where it is; undefined where the document is none. */
export function mapRows(source: YamlSource): readonly Row[] | undefined {
  const machines = source.entries(source.root) ?? [];
  const rows = machines.map((machine) => rowOf(source, machine));
  return rows.length > 0 && rows.every((row) => row !== undefined) ? rows : undefined;
}

function rowOf(source: YamlSource, { key: name, value, place }: Entry): Row | undefined {
  const settings = source.entries(value);
  const where = settings?.find((one) => places.includes(one.key) && source.text(one.value) !== undefined);
  if (!settings || !where || settings.some(({ key }) => ['hosts', 'children', 'vars'].includes(key))) return undefined;
  const others = settings.flatMap((setting): readonly Value[] => {
    if (setting === where) return [{ text: source.text(setting.value) ?? '', column: 'address', place: setting.place }];
    const words = source.items(setting.value)?.map((item) => source.text(item) ?? '');
    const text = words?.join(',') ?? source.text(setting.value);
    return text === undefined ? [] : [{ text, column: setting.key, place: setting.place }];
  });
  return { place, values: [{ text: name, column: 'name', place }, ...others] };
}

/** Reads the nodes of `kubectl get nodes -o json` or yaml; undefined where the document is no list of them. */
export function nodeRows(source: YamlSource): readonly Row[] | undefined {
  const at = (entry: Entry | undefined, ...way: readonly string[]) =>
    way.reduce((here, key) => source.entries(here?.value ?? null)?.find((one) => one.key === key), entry);
  const items = source.entries(source.root)?.find(({ key }) => key === 'items');
  const nodes = source.items(items?.value ?? null) ?? [];
  const rows = nodes.map((node): Row | undefined => {
    const place = source.placeOf(node);
    const whole: Entry = { key: '', value: node, place };
    if (source.text(at(whole, 'kind')?.value ?? null) !== 'Node') return undefined;
    const labels = source.entries(at(whole, 'metadata', 'labels')?.value ?? null) ?? [];
    const isControlPlane = labels.some(({ key }) => /^node-role\.kubernetes\.io\/(control-plane|master)$/.test(key));
    const addresses = source.items(at(whole, 'status', 'addresses')?.value ?? null) ?? [];
    const internal = addresses
      .map((value) => ({ key: '', value, place }))
      .find((one) => source.text(at(one, 'type')?.value ?? null) === 'InternalIP');
    const value = (text: string | undefined, column: string) => ({ text: text ?? '', column, place });
    return {
      place,
      values: [
        value(source.text(at(whole, 'metadata', 'name')?.value ?? null), 'name'),
        value(source.text(at(internal, 'address')?.value ?? null), 'address'),
        value(isControlPlane ? 'control-plane' : 'worker', 'role'),
      ],
    };
  });
  return rows.length > 0 && rows.every((row) => row !== undefined) ? rows : undefined;
}
