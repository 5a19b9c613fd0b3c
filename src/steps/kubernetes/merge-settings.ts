import { isList, isMap, type Json, type JsonMap } from '../../facts/cluster/json.ts';

/** Merges a person's settings into ours: maps are merged, lists are joined, any other value is the person's. */
export function merged(settings: JsonMap, overrides: JsonMap = {}): JsonMap {
  const both = Object.entries(overrides).map(([key, value]) => [key, mergedValue(settings[key], value)] as const);
  return { ...settings, ...Object.fromEntries(both) };
}

function mergedValue(value: Json | undefined, override: Json): Json {
  if (isList(value) && isList(override)) return [...value, ...override.filter((item) => !value.includes(item))];
  if (isMap(value) && isMap(override)) return merged(value, override);
  return override;
}
