// What nodes, pods and members of Serf say comes to a terminal, to files and into JSON. There a control character moves the
// cursor, hides a line or fills the clipboard (OSC 52), and a bidi sign turns the order of letters round.

/** Control characters but tab and line break, the separators of lines and paragraphs, and all that turns the direction. */
const unsafe = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u206a-\u206f]/gu;
/** The colours that this program itself gives to words. */
const ownColours = String.raw`\x1b\[(?:3[123]|39)m`;
const unsafeButColours = new RegExp(`(${ownColours})|${unsafe.source}`, 'gu');

const instead = '·';

/** A text without control characters and bidi signs, each of which becomes "·". Tabs and line breaks stay. */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(unsafe, instead);
}

/** The same for a text that this program has coloured. */
export function visibleInColour(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(unsafeButColours, (_, colour?: string) => colour ?? instead);
}

/** The same as one line, so that nobody forges lines of ours such as "Try: …". */
export function visibleLine(text: string): string {
  return visible(text.trim()).replaceAll(/\s*\n\s*/g, ' ');
}

/** A message of several lines, none of which looks like one that this program puts below a message. */
export function visibleMessage(text: string): string {
  return text.replaceAll(/\n(?=[ \t]*(?:Try:|! |~ |The log of this run))/g, '\n  | ');
}

/** JSON whose texts are safe to print, too: `jq -r` turns escapes back into what they stand for. */
export function visibleJson(value: unknown, space?: number): string {
  return JSON.stringify(value, (_, inside) => (typeof inside === 'string' ? visible(inside) : inside), space);
}
