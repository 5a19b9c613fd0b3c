/**
 * Bytes of a node as text, and back, without loss. Most files are UTF-8. A byte that is not becomes one half of a
 * surrogate pair (U+DC80 to U+DCFF), which no UTF-8 has, as Python's "surrogateescape" does. So a line can be changed
 * in a text of ISO-8859-1, and its other bytes stay what they are.
 */
export function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\uFFFD')) return text;
  return bytes
    .toString('latin1')
    .replace(sequence, (found) =>
      found.length > 1
        ? Buffer.from(found, 'latin1').toString('utf8')
        : String.fromCharCode(0xdc00 + found.charCodeAt(0)),
    );
}

/** A sequence of UTF-8 (RFC 3629, section 4), or one byte above 7F that begins none. */
const sequence =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** The bytes that {@link textOf} made this text of. */
export function bytesOf(text: string): Buffer {
  if (isUtf8(text)) return Buffer.from(text);
  const bytes = text.replace(/[\u{80}-\u{10ffff}]/gu, (letter) => {
    const code = letter.charCodeAt(0);
    return letter.length === 1 && code >= 0xdc80 && code <= 0xdcff
      ? String.fromCharCode(code - 0xdc00)
      : Buffer.from(letter).toString('latin1');
  });
  return Buffer.from(bytes, 'latin1');
}

/** Whether a text of {@link textOf} can be sent and printed as UTF-8. */
export function isUtf8(text: string): boolean {
  return text.isWellFormed();
}

/** For people: what is not UTF-8 shows as �. */
export function shownText(text: string): string {
  return text.toWellFormed();
}
