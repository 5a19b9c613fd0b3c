/**
 * Everything except letters, digits and the signs of addresses is unsafe in an entry. avahi-ps reads entries with sed,
 * grep and the shell. There a quote or a backslash hides all services of the node, a space hides all services of the
 * cloud, and a star becomes the names of files. Cloudy's web pages print entries as HTML.
 */
const unsafe = /[^\p{L}\p{M}\p{N}._:/@+-]+/gu;

/** Returns a text that is safe in an entry, cut to `most` letters; undefined when nothing of it is safe. */
export function safeText(text: string, most: number): string | undefined {
  const short = [...text.normalize('NFC').trim().replace(unsafe, '_')].slice(0, most).join('');
  // avahi-ps gives the text to echo, for which "-n" is an option.
  const safe = short.replace(/^[_-]+|_+$/g, '');
  return safe === '' ? undefined : safe;
}

/** Returns the type if it is safe: avahi-ps uses it as a regular expression and as a word of a command. */
export function safeType(text: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/.test(text) ? text : undefined;
}
