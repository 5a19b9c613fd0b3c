import type { OwnTags } from './serf/agent.ts';
import { encodeTag, servicesTag } from './tag.ts';

/** What the agent is told, and what of it people want to know. */
export interface TagChanges {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * What differs from what the tags shall be, for the agent or for the others, or undefined. The order of entries means
 * nothing: avahi-ps changes it.
 */
export function tagChanges(
  { tags, told }: Pick<OwnTags, 'tags' | 'told'>,
  has: readonly string[] | undefined,
  wanted: { readonly entries: readonly string[]; readonly others: Readonly<Record<string, string | undefined>> },
): TagChanges | undefined {
  const differs = has === undefined || [...has].sort().join('\n') !== [...wanted.entries].sort().join('\n');
  const target: Record<string, string | undefined> = {
    ...wanted.others,
    [servicesTag]: differs ? encodeTag(wanted.entries) : tags[servicesTag],
  };
  const changed = Object.entries(target).filter(([key, value]) => tags[key] !== value || told[key] !== value);
  if (changed.length === 0) return undefined;
  return {
    set: Object.fromEntries(changed.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
    remove: changed.flatMap(([key, value]) => (value === undefined ? [key] : [])),
    added: wanted.entries.filter((entry) => !has?.includes(entry)),
    removed: (has ?? []).filter((entry) => !wanted.entries.includes(entry)),
  };
}
