/**
 * Returns the publishers of a port, the first choice first. Each publisher computes this order alone, and all get the
 * same one. When a publisher joins or leaves, only its own ports move (rendezvous hashing).
 */
export function rendezvous(port: number, names: readonly string[]): readonly string[] {
  if (names.length < 2) return names;
  const scores = names.map((name) => ({ name, score: hash(`${port} ${name}`) }));
  return scores.sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
}

/** Computes FNV-1a with the last step of Murmur, because the names of nodes often differ only in the last letter. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
