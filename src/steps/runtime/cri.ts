/** Fields of containerd's CRI plugin as lines of TOML, which knows JSON's texts, numbers and lists. */
export function criFields(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([key, value]) => `  ${key} = ${JSON.stringify(value)}\n`)
    .join('');
}
