/**
 * Who shall publish a port, the first choice first. Each publisher computes it alone and comes to the same; when one
 * joins or leaves, only the ports change hands that it takes or leaves behind (rendezvous hashing).
 */
export function rendezvous(port: number, names: readonly string[]): readonly string[] {
  if (names.length < 2) return names;
  const scores = names.map((name) => ({ name, score: hash(`${port} ${name}`) }));
  return scores.sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
}

/** FNV-1a, with Murmur's last step, as names that differ in their last letter only are usual. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
