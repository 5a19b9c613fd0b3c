/** Cuts output into sections at lines that `echo '== NAME'` printed: trimmed text by name. */
export function sectionsOf(stdout: string): ReadonlyMap<string, string> {
  const parts = stdout.split(/^== (.*)\n?/m);
  return new Map(
    parts.flatMap((name, index) => (index % 2 === 1 ? [[name, (parts[index + 1] ?? '').trim()] as const] : [])),
  );
}
