type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Settings = { readonly [key: string]: Json };

/** Merges a person's settings into ours: maps are merged, lists are joined, any other value is the person's. */
export function merged(settings: Settings, overrides: Settings = {}): Settings {
  const both = Object.entries(overrides).map(([key, value]) => [key, mergedValue(settings[key], value)] as const);
  return { ...settings, ...Object.fromEntries(both) };
}

function mergedValue(value: Json | undefined, override: Json): Json {
  if (isList(value) && isList(override)) return [...value, ...override.filter((item) => !value.includes(item))];
  if (isMap(value) && isMap(override)) return merged(value, override);
  return override;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isMap(value: Json | undefined): value is Settings {
  return typeof value === 'object' && value !== null && !isList(value);
}
