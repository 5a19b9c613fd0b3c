/** One line of an ssh_config file that may apply. */
export interface Setting {
  /** The `Host` lines around it: each must match. `undefined` stands for a condition that is never met. */
  readonly hosts: readonly (readonly string[] | undefined)[];
  /** In lower case. */
  readonly keyword: string;
  readonly values: readonly string[];
  readonly file: string;
  readonly line: number;
}

export interface ConfigFile {
  readonly path: string;
  readonly text: string;
}

/** Finds the files that an `Include` names; `from` is the file it stands in. */
export type Include = (pattern: string, from: string) => readonly ConfigFile[];

export interface SshConfig {
  readonly settings: readonly Setting[];
  /** What this parser leaves out, for people. */
  readonly notes: readonly string[];
}

// OpenSSH stops at 16 levels too.
const maximumDepth = 16;

/** Reads ssh_config(5) text. `Match` blocks other than `Match all` are left out, with a note. */
export function parseSshConfig(file: ConfigFile, include: Include, outer: Setting['hosts'] = [], depth = 0): SshConfig {
  const settings: Setting[] = [];
  const notes: string[] = [];
  let hosts = outer;
  for (const [index, text] of file.text.split('\n').entries()) {
    const [first, ...values] = wordsOf(text);
    if (first === undefined) continue;
    const keyword = first.toLowerCase();
    const place = { file: file.path, line: index + 1 };
    if (keyword === 'host') hosts = [...outer, values];
    else if (keyword === 'match') {
      const matchesAll = values.length === 1 && values[0]?.toLowerCase() === 'all';
      hosts = matchesAll ? outer : [...outer, undefined];
      if (!matchesAll) notes.push(`${place.file}:${place.line}: "Match" is not supported: its settings are left out`);
    } else if (keyword === 'include' && depth === maximumDepth) {
      notes.push(`${place.file}:${place.line}: "Include" goes round in circles: it is left out`);
    } else if (keyword === 'include') {
      const inner = values
        .flatMap((pattern) => include(pattern, file.path))
        .map((included) => parseSshConfig(included, include, hosts, depth + 1));
      settings.push(...inner.flatMap((config) => config.settings));
      notes.push(...inner.flatMap((config) => config.notes));
    } else settings.push({ hosts, keyword, values, ...place });
  }
  return { settings, notes };
}

/** Finds the settings that apply to `host` as it was typed, in the order in which they win. */
export function settingsFor(host: string, settings: readonly Setting[]): readonly Setting[] {
  return settings.filter((setting) => setting.hosts.every((patterns) => patterns && matchesAny(host, patterns)));
}

/** Tells whether a list of patterns with `*`, `?` and `!` matches, as in ssh_config(5) and sshd(8). */
export function matchesAny(name: string, patterns: readonly string[]): boolean {
  const matches = (pattern: string) => patternToRegExp(pattern).test(name);
  if (patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern));
}

function patternToRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i');
}

// Keyword and values are separated by blanks and one optional "="; quotes hold blanks; # starts a comment.
function wordsOf(text: string): string[] {
  const separated = text.trim().replace(/^(\w+)\s*=\s*/, '$1 ');
  const words: string[] = [];
  for (const match of separated.matchAll(/"([^"]*)"|(#.*)|(\S+)/g)) {
    if (match[2] !== undefined) break;
    words.push(match[1] ?? match[3] ?? '');
  }
  return words;
}
