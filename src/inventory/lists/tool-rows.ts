import type { YamlSource } from '../ansible/yaml-source.ts';
import { fieldOf } from './column-words.ts';
import { at, fieldIn, rowOf } from './document-rows.ts';
import type { Row } from './listed-hosts.ts';

/** Bolt of Puppet has groups of targets, which may be addresses alone. The name of the group says the role. */
export function boltRows(source: YamlSource): readonly Row[] | undefined {
  const groups = source.items(at(source, source.root, ['groups'])) ?? [];
  const login = (source.entries(at(source, source.root, ['config', 'ssh'])) ?? []).flatMap((one) =>
    fieldOf(one.key) === undefined ? [] : fieldIn(source, one),
  );
  const rows = groups.flatMap((group) => {
    const role = source.text(at(source, group, ['name'])) ?? '';
    return (source.items(at(source, group, ['targets'])) ?? []).map((target): Row => {
      const place = source.placeOf(target);
      const uri = (source.text(target) ?? source.text(at(source, target, ['uri'])) ?? '').replace(/^ssh:\/\//, '');
      const name = source.text(at(source, target, ['name']));
      const values = [{ text: uri, column: 'address', place }, { text: role, column: 'role', place }, ...login];
      return { place, values: name === undefined ? values : [{ text: name, column: 'name', place }, ...values] };
    });
  });
  return rows.length > 0 ? rows : undefined;
}

/** Kea, which gives addresses, has a list of reservations for all networks, and one for each. */
export function keaRows(source: YamlSource): readonly Row[] | undefined {
  const all = at(source, source.root, ['Dhcp4']);
  const subnets = source.items(at(source, all, ['subnet4'])) ?? [];
  const items = [all, ...subnets].flatMap((one) => source.items(at(source, one, ['reservations'])) ?? []);
  const rows = items.flatMap((item) => rowOf(source, item) ?? []);
  return rows.length > 0 ? rows : undefined;
}
