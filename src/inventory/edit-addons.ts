import { isMap, isScalar, parseDocument } from 'yaml';
import type { AddonName } from '../distributions/addons.ts';
import { withKey, withoutKey } from './edit-keys.ts';

/** The value in the inventory for an addon that is on. */
export type AddonValue = true | { readonly node: string };

/** Switches an addon on in an inventory's text; every other byte stays as it is. Throws a UserError. */
export function withAddon(text: string, name: AddonName, value: AddonValue): string {
  return namesIn(text)?.length === 0
    ? withKey(text, ['cluster'], 'addons', { [name]: value })
    : withKey(text, ['cluster', 'addons'], name, value);
}

/**
 * Switches an addon off in an inventory's text. With the last addon the section is removed, too. Throws a UserError.
 */
export function withoutAddon(text: string, name: AddonName): string {
  const names = namesIn(text);
  return names?.length === 1 && names[0] === name
    ? withoutKey(text, ['cluster'], 'addons')
    : withoutKey(text, ['cluster', 'addons'], name);
}

/** Lists the addons that the text names; undefined where `cluster.addons` is no mapping. */
function namesIn(text: string): readonly string[] | undefined {
  const addons = parseDocument(text).getIn(['cluster', 'addons'], true);
  if (isMap(addons)) return addons.items.map(({ key }) => String(key));
  return addons === undefined || (isScalar(addons) && addons.value === null) ? [] : undefined;
}
