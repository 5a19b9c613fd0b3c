/**
 * Letters, digits and what is in addresses: in entries nothing else is safe. avahi-ps takes them apart with sed, grep
 * and the shell, where quotes and backslashes hide all services of the node, a space hides all of the cloud, and a
 * star becomes file names; the web UI prints them as HTML.
 */
const unsafe = /[^\p{L}\p{M}\p{N}._:/@+-]+/gu;

/** A text that can stand in an entry, or undefined when nothing of it can. */
export function safeText(text: string, most: number): string | undefined {
  const short = [...text.normalize('NFC').trim().replace(unsafe, '_')].slice(0, most).join('');
  // "-n" would be an option of echo.
  const safe = short.replace(/^[_-]+|_+$/g, '');
  return safe === '' ? undefined : safe;
}

/** A type is looked for as a regular expression, and is a word of a command. */
export function safeType(text: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/.test(text) ? text : undefined;
}
