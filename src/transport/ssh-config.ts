/** One line of an ssh_config file that may apply. */
export interface Setting {
  /**
   * The patterns of the `Host` lines around it: each line must match. `undefined` stands for a `Match`, which this
   * parser cannot judge.
   */
  readonly hosts: readonly (readonly string[] | undefined)[];
  /** In lower case. */
  readonly keyword: string;
  readonly values: readonly string[];
  /** Everything after the keyword, as it is written, for commands. */
  readonly rest: string;
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

/** Reads the text of an ssh_config(5). `Match` blocks other than `Match all` are left to ssh(1), with a note. */
export function parseSshConfig(file: ConfigFile, include: Include, outer: Setting['hosts'] = [], depth = 0): SshConfig {
  const settings: Setting[] = [];
  const notes: string[] = [];
  let hosts = outer;
  for (const [index, text] of file.text.split('\n').entries()) {
    const parsed = parseLine(text);
    if (!parsed) continue;
    const { keyword, values, rest } = parsed;
    const place = { file: file.path, line: index + 1 };
    if (keyword === 'host') hosts = [...outer, values];
    else if (keyword === 'match') {
      const matchesAll = values.length === 1 && values[0]?.toLowerCase() === 'all';
      hosts = matchesAll ? outer : [...outer, undefined];
      if (!matchesAll)
        notes.push(`${place.file}:${place.line}: "Match" needs the program ssh: its settings are left out`);
    } else if (keyword === 'include' && depth === maximumDepth) {
      notes.push(`${place.file}:${place.line}: "Include" goes round in circles: it is left out`);
    } else if (keyword === 'include') {
      settings.push({ hosts, keyword, values, rest, ...place });
      const inner = values
        .flatMap((pattern) => include(pattern, file.path))
        .map((included) => parseSshConfig(included, include, hosts, depth + 1));
      settings.push(...inner.flatMap((config) => config.settings));
      notes.push(...inner.flatMap((config) => config.notes));
    } else settings.push({ hosts, keyword, values, rest, ...place });
  }
  return { settings, notes };
}

/** Finds the settings that apply to `host` as it was typed, in the order in which they win. */
export function settingsFor(host: string, settings: readonly Setting[]): readonly Setting[] {
  return settings.filter((setting) => setting.hosts.every((patterns) => patterns && matchesTyped(host, patterns)));
}

/** Finds the settings that apply to `host`, and those under a `Match` that may apply. */
export function settingsThatMayApply(host: string, settings: readonly Setting[]): readonly Setting[] {
  return settings.filter((setting) => setting.hosts.every((patterns) => !patterns || matchesTyped(host, patterns)));
}

// ssh compares `Host` with the name as it was typed: `Host PI` is not about pi.
function matchesTyped(host: string, patterns: readonly string[]): boolean {
  return matchesAny(host, patterns, '');
}

/** Tells whether a list of patterns with `*`, `?` and `!` matches, in any case: names in known_hosts, as in sshd(8). */
export function matchesAny(name: string, patterns: readonly string[], flags = 'i'): boolean {
  const matches = (pattern: string) => patternToRegExp(pattern, flags).test(name);
  if (patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern));
}

function patternToRegExp(pattern: string, flags: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, flags);
}

// Keyword and values are separated by blanks and one optional "=".
function parseLine(text: string): Pick<Setting, 'keyword' | 'values' | 'rest'> | undefined {
  const match = /^\s*([^\s"#=]+|"[^"]+")(?:\s*=\s*|\s+|$)(.*?)\s*$/.exec(text);
  if (!match?.[1]) return undefined;
  const keyword = match[1].replaceAll('"', '').toLowerCase();
  const rest = match[2] ?? '';
  return { keyword, rest, values: wordsOf(rest) };
}

/**
 * Splits like OpenSSH's argv_split: both kinds of quotes protect blanks, a backslash protects a blank, a quote or a
 * backslash, and # begins a comment.
 */
function wordsOf(text: string): string[] {
  const part = /\\(?<kept>[\\"' ])|"(?<double>(?:\\[\\"']|[^"])*)"|'(?<single>(?:\\[\\"']|[^'])*)'|(?<plain>\S)/y;
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < text.length) {
    part.lastIndex = at;
    const found = part.exec(text)?.groups;
    if (found?.plain === '#' && word === undefined) break;
    if (found) word = (word ?? '') + (found.kept ?? found.plain ?? unescaped(found.double ?? found.single ?? ''));
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
    at = found ? part.lastIndex : at + 1;
  }
  return word === undefined ? words : [...words, word];
}

function unescaped(text: string): string {
  return text.replace(/\\([\\"'])/g, '$1');
}
