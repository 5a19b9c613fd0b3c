/** Output that `echo '== NAME'` lines cut into sections: trimmed text by name. */
export function sectionsOf(stdout: string): ReadonlyMap<string, string> {
  const parts = stdout.split(/^== (.*)\n?/m);
  return new Map(
    parts.flatMap((name, index) => (index % 2 === 1 ? [[name, (parts[index + 1] ?? '').trim()] as const] : [])),
  );
}
