/** Serf's limit for all tags of a node together, in bytes, as Serf encodes them. */
const most = 512;

/** Returns how many bytes the tags take: a magic byte, then a map of texts in old msgpack. */
function size(tags: Readonly<Record<string, string>>): number {
  const pairs = Object.entries(tags);
  const map = pairs.length < 16 ? 1 : 3;
  return 1 + map + pairs.reduce((sum, [key, value]) => sum + textSize(key) + textSize(value), 0);
}

function textSize(text: string): number {
  const length = Buffer.byteLength(text);
  return length + (length < 32 ? 1 : 3);
}

/** Returns how long the text of one tag may be beside the other tags: 498 bytes when there is no other tag. */
export function roomFor(key: string, tags: Readonly<Record<string, string>>): number {
  const { [key]: _, ...others } = tags;
  // In msgpack the length of a long text takes two bytes more than that of an empty one.
  return Math.max(0, most - size({ ...others, [key]: '' }) - 2);
}
