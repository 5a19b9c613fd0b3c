import { extentOf, type SilentSource, type SourceEntry, wordsOf } from './apt-source.ts';

interface Row {
  readonly said: RegExp;
  readonly broken: (groups: readonly string[], entries: readonly SourceEntry[]) => SilentSource;
}

/** What apt says of entries that it cannot read, in the C locale. */
const rows: readonly Row[] = [
  {
    // "Malformed entry 1 in list file /etc/apt/sources.list.d/a.list (URI parse)"
    said: /^Malformed (\w+) (\d+) in [a-z ]+ (\/\S+)(?: \((.*)\))?$/,
    broken: ([kind = '', number = '', file = '', why = '']) => ({
      place: `${file}, ${kind} ${number}`,
      file,
      // apt says the number of the line in a .list file, and the number of the stanza in other files.
      line: file.endsWith('.list') ? Number(number) : 1,
      extent: file.endsWith('.list') ? 'line' : 'part',
      address: why,
      isBroken: true,
    }),
  },
  {
    // The word may have a character that nobody sees (a byte order mark).
    said: /^Type '(.*)' is not known on (line|stanza) (\d+) in source list (\/\S+)$/,
    broken: ([word = '', kind = '', number = '', file = '']) => ({
      place: `${file}, ${kind} ${number}`,
      file,
      line: kind === 'line' ? Number(number) : 1,
      extent: kind === 'line' ? 'line' : 'part',
      address: word === '\ufeffdeb' ? 'it begins with a byte order mark' : `"${word}" is no type of a source`,
      isBroken: true,
    }),
  },
  {
    said: /^Conflicting values set for option (\S+) regarding source (\S+) (\S+?)(?::.*)?$/,
    broken([option = '', site = '', suite = ''], entries) {
      const plain = site.replace(/\/$/, '');
      const named = entries.filter(({ text }) => wordsOf(text).includes(plain));
      const twice = named.some(({ text }) => wordsOf(text).includes(suite))
        ? named.filter(({ text }) => extentOf(text) !== 'line' || wordsOf(text).includes(suite))
        : named;
      const { file = '', line = 0, text = '' } = twice.at(-1) ?? {};
      const places = twice.map((one) => `${one.file}, line ${one.line}`);
      return {
        place: places.length === 0 ? '/etc/apt' : places.join(' and '),
        file,
        line,
        extent: extentOf(text),
        address: `${plain} ${suite} is there more than once, each with another ${option}`,
        isBroken: true,
      };
    },
  },
  {
    said: /^The method driver \S+\/(\S+) could not be found\.$/,
    broken([scheme = ''], entries) {
      const { file = '', line = 0, text = '' } = entries.find((one) => one.text.includes(`${scheme}://`)) ?? {};
      const uri = wordsOf(text).find((word) => word.startsWith(`${scheme}://`)) ?? `${scheme}://`;
      return {
        place: file === '' ? uri : `${file}, line ${line}`,
        file,
        line,
        extent: extentOf(text) === 'line' ? 'line' : 'part',
        address: uri,
        // apt still asks its other sources.
        isBroken: false,
      };
    },
  },
];

/**
 * Lists entries that apt cannot read: for most of them it then reads no source at all. `said` is what apt has printed.
 */
export function brokenSources(said: string, entries: readonly SourceEntry[]): readonly SilentSource[] {
  const sentences = [...new Set([...said.matchAll(/^E: (.*)$/gm)].map(([, sentence = '']) => sentence))];
  return sentences.flatMap((sentence) => {
    for (const row of rows) {
      const [, ...groups] = row.said.exec(sentence) ?? [];
      if (groups.length > 0) return [row.broken(groups, entries)];
    }
    return [];
  });
}
