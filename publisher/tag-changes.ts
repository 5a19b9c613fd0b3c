import type { OwnTags } from './serf/agent.ts';
import { encodeTag, servicesTag } from './tag.ts';

/** A change of tags: `set` and `remove` for the agent, `added` and `removed` for people. */
export interface TagChanges {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Returns how the tags have to change. Returns undefined when both are right: the tags that the agent has, and those
 * that it tells others. The order of entries does not matter, since avahi-ps changes it.
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
