/** A source of apt, and where it is written. */
export interface AptSource {
  /** "/etc/apt/sources.list.d/kubernetes.list, line 1"; the address where no file names it. */
  readonly place: string;
  readonly file: string;
  /** The line that names it, and what else that line is about: only what is `line` or `stanza` can be switched off alone. */
  readonly line: number;
  readonly extent: 'line' | 'stanza' | 'part';
  /** "http://deb.debian.org/debian trixie" */
  readonly address: string;
  /** The list's name without its last word: "HOST_dists_trixie_". */
  readonly list: string;
}

/** An entry of which apt has no list, or one that apt cannot read: then apt does nothing at all. */
export interface SilentSource extends Omit<AptSource, 'list'> {
  readonly isBroken: boolean;
}

/** A line of a file of apt's sources, as `grep -H -n` prints it: the file, the number of the line, its text. */
export interface SourceEntry {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** Cuts a line of a source into words. apt takes addresses with and without a slash at their end for the same. */
export function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).map((word) => word.replace(/\/$/, ''));
}

/** Says how much of its file a line of a source stands for. */
export function extentOf(text: string): AptSource['extent'] {
  if (/^\s*deb\s/.test(text)) return 'line';
  return /^\s*URIs:/i.test(text) ? 'stanza' : 'part';
}
