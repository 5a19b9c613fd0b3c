/**
 * Writes settings into the text of a file of KEY="value" lines that shells read: each into its first line, or into a
 * new one at the end. A second line of a key would win in a shell, and is removed. `undefined` takes a key out. All
 * else stays.
 */
export function withSettings(text: string, settings: Readonly<Record<string, string | undefined>>): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const keyOf = (line: string) => /^\s*(?:export\s+)?(\w+)=/.exec(line)?.[1] ?? '';
  const seen = new Set<string>();
  const kept = lines.flatMap((before) => {
    const key = keyOf(before);
    if (!Object.hasOwn(settings, key)) return [before];
    const value = settings[key];
    if (value === undefined || seen.has(key)) return [];
    seen.add(key);
    return [line(key, value)];
  });
  const added = Object.entries(settings).flatMap(([key, value]) =>
    value === undefined || seen.has(key) ? [] : [line(key, value)],
  );
  const all = [...kept, ...added];
  return all.length === 0 ? '' : `${all.join('\n')}\n`;
}

function line(key: string, value: string): string {
  // Root's shells read the file: these signs would end the text, or run.
  if (/["$`\\\n]/.test(value)) throw new Error(`${key} can't have one of these signs: " $ \` \\`);
  return /^\d+$/.test(value) ? `${key}=${value}` : `${key}="${value}"`;
}
