/** Serf's limit on all tags of a node, as it gossips them. */
const most = 512;

/** What tags take of it: a magic byte, then a map of texts in old-style msgpack, all lengths in bytes. */
function size(tags: Readonly<Record<string, string>>): number {
  const pairs = Object.entries(tags);
  const map = pairs.length < 16 ? 1 : 3;
  return 1 + map + pairs.reduce((sum, [key, value]) => sum + textSize(key) + textSize(value), 0);
}

function textSize(text: string): number {
  const length = Buffer.byteLength(text);
  return length + (length < 32 ? 1 : 3);
}

/** How long one tag's text may be beside the others; 498 where there is no other one. */
export function roomFor(key: string, tags: Readonly<Record<string, string>>): number {
  const { [key]: _, ...others } = tags;
  // A long text has two bytes more of length than an empty one.
  return Math.max(0, most - size({ ...others, [key]: '' }) - 2);
}
