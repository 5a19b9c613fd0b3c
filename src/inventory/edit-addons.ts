import { isMap, isScalar, parseDocument } from 'yaml';
import type { AddonName } from '../distributions/addons.ts';
import { withKey, withoutKey } from './edit-keys.ts';

/** What stands in the inventory for an addon that is on. */
export type AddonValue = true | { readonly node: string };

/** An inventory's text with an addon on; every other byte stays as it is. */
export function withAddon(text: string, name: AddonName, value: AddonValue): string {
  return namesIn(text)?.length === 0
    ? withKey(text, ['cluster'], 'addons', { [name]: value })
    : withKey(text, ['cluster', 'addons'], name, value);
}

/** The same with the addon off: with the last one goes the section. */
export function withoutAddon(text: string, name: AddonName): string {
  const names = namesIn(text);
  return names?.length === 1 && names[0] === name
    ? withoutKey(text, ['cluster'], 'addons')
    : withoutKey(text, ['cluster', 'addons'], name);
}

/** The addons that the text names; undefined where something else than a map of them stands there. */
function namesIn(text: string): readonly string[] | undefined {
  const addons = parseDocument(text).getIn(['cluster', 'addons'], true);
  if (isMap(addons)) return addons.items.map(({ key }) => String(key));
  return addons === undefined || (isScalar(addons) && addons.value === null) ? [] : undefined;
}
