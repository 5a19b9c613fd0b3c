/**
 * Reads bytes of a node as text, so that {@link bytesOf} gives the same bytes back. Most files are UTF-8. A byte that
 * is not UTF-8 becomes half of a surrogate pair (U+DC80 to U+DCFF), as in Python's "surrogateescape": valid UTF-8 never
 * has one. So a line can be changed in a text of ISO-8859-1, and all other bytes stay the same.
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

/** A sequence of UTF-8 (RFC 3629, section 4), or one byte above 7F that does not begin such a sequence. */
const sequence =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** Returns the bytes from which {@link textOf} made this text. */
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

/** Tells whether a text of {@link textOf} can be sent and printed as UTF-8. */
export function isUtf8(text: string): boolean {
  return text.isWellFormed();
}

/** Makes a text that can be printed: bytes that are not UTF-8 become �. */
export function shownText(text: string): string {
  return text.toWellFormed();
}
