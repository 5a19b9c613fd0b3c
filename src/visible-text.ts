// Texts of nodes, pods and members of Serf come to a terminal, into files and into JSON. There a control character
// could move the cursor, hide a line or fill the clipboard (OSC 52), and a bidi sign could reverse the order of
// letters.

/**
 * Control characters except tab and line break, the separators of lines and paragraphs, and all signs that turn the
 * direction.
 */
const unsafe = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u206a-\u206f]/gu;
/** The colours that this program itself gives to words. */
const ownColours = String.raw`\x1b\[(?:3[123]|39)m`;
const unsafeButColours = new RegExp(`(${ownColours})|${unsafe.source}`, 'gu');

const instead = '·';

/** Replaces each control character and bidi sign by "·". Tabs and line breaks stay. */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(unsafe, instead);
}

/** Does the same as {@link visible}, but keeps the colours that this program gives. */
export function visibleInColour(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(unsafeButColours, (_, colour?: string) => colour ?? instead);
}

/**
 * Does the same as {@link visible} and makes one line, so that a text cannot forge lines of this program such as "Try:
 * …".
 */
export function visibleLine(text: string): string {
  return visible(text.trim()).replaceAll(/\s*\n\s*/g, ' ');
}

/** Marks lines of a message that look like those that this program puts below a message, such as "Try: …". */
export function visibleMessage(text: string): string {
  return text.replaceAll(/\n(?=[ \t]*(?:Try:|! |~ |The log of this run))/g, '\n  | ');
}

/** Writes JSON whose texts are safe after decoding, too: `jq -r` turns escapes back into control characters. */
export function visibleJson(value: unknown, space?: number): string {
  return JSON.stringify(value, (_, inside) => (typeof inside === 'string' ? visible(inside) : inside), space);
}
