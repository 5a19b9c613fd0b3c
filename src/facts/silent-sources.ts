import type { Fact } from '../engine/model.ts';
import { type Script, sh } from '../shell/sh.ts';
import { type AptSource, extentOf, type SilentSource, type SourceEntry, wordsOf } from './apt-source.ts';
import { brokenSources } from './broken-sources.ts';
import { linesIn } from './command.ts';
import { sectionsOf } from './sections.ts';

/** Prints what apt would ask, and the lines of its files that say so. It asks no network. */
export const askSources: Script = sh`echo '== uris'; apt-get update --print-uris 2>&1 | grep -aE "InRelease'|^E: "
echo '== entries'
grep -anHiE '^[[:space:]]*(deb[[:space:]]|URIs:|Suites:|[a-z+]+://)' /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null`;

/** Reads what {@link askSources} prints. */
export function sourcesIn(stdout: string): readonly AptSource[] {
  const sections = sectionsOf(stdout);
  const entries = entriesIn(sections);
  // The name of a CD has blanks.
  const found = [...(sections.get('uris') ?? '').matchAll(/^'(.+)\/InRelease' (\S+)InRelease /gm)].map(
    ([, uri = '', list = '']) => {
      const [, site = uri, suite = ''] = /^(.*)\/dists\/(.*)$/.exec(uri) ?? [];
      const named = entries.filter(
        ({ text }) => wordsOf(text).includes(site) || text.includes(site.replace('://', ':')),
      );
      const own = named.find((entry) => wordsOf(suitesOf(entry, entries)).includes(suite)) ?? named[0];
      const address = `${site} ${suite}`.trim();
      const { file = '', line = 0, text = '' } = own ?? {};
      return { place: own ? `${file}, line ${line}` : address, file, line, text, address, list };
    },
  );
  return found.map(({ text, ...source }) => {
    const isAlone = found.filter(({ place }) => place === source.place).length === 1;
    return { ...source, extent: isAlone ? extentOf(text) : 'part' };
  });
}

function entriesIn(sections: ReadonlyMap<string, string>): readonly SourceEntry[] {
  const lines = [...(sections.get('entries') ?? '').matchAll(/^([^:]+):(\d+):(.*)$/gm)];
  return lines.map(([, file = '', line = '', text = '']) => ({ file, line: Number(line), text }));
}

/** Gives the line in which the suites of an entry are written: the same line, else the nearest one of its stanza. */
function suitesOf({ file, line, text }: SourceEntry, entries: readonly SourceEntry[]): string {
  if (extentOf(text) === 'line') return text;
  const inFile = entries.filter((other) => other.file === file && /^\s*Suites:/i.test(other.text));
  return inFile.toSorted((a, b) => Math.abs(a.line - line) - Math.abs(b.line - line))[0]?.text ?? '';
}

/**
 * Sources that apt has asked in vain at its last update: it has lists of other sources, and none of these. A source whose
 * file is newer than the update may still answer.
 */
export const silentSources = {
  id: 'sources of apt',
  // apt notes the time of an update at "partial"; lists have the time of their server.
  ask: sh`command -v apt-get >/dev/null || exit 0
${askSources}
echo '== lists'; find /var/lib/apt/lists -maxdepth 1 -name '*Release' -printf '%f\n' 2>/dev/null
echo '== newer'
find /etc/apt/sources.list /etc/apt/sources.list.d -type f -newer /var/lib/apt/lists/partial 2>/dev/null
:`,
  slow: true,
  parse: silentIn,
} satisfies Fact<readonly SilentSource[]>;

/**
 * Asks the same, but only where a need is not met by any of its packages: to ask apt takes a tenth of the processor
 * time of a node that has all it needs.
 */
export function silentSourcesFor(needs: readonly (readonly string[])[]) {
  return {
    ...silentSources,
    id: 'sources of apt for what is missing',
    // dpkg keeps the sums of files of installed packages. Of a removed package only its list may stay.
    ask: sh`has() {
  for package; do
    [ ! -e /var/lib/dpkg/info/"$package".md5sums ] || return 0
    # A library stands there with its architecture. A pattern reads the whole folder, so it comes second.
    for sums in /var/lib/dpkg/info/"$package":*.md5sums; do [ ! -e "$sums" ] || return 0; done
  done
  return 1
}
${needs.map((packages) => sh`has ${packages} &&`)} exit 0
${silentSources.ask}`,
  } satisfies Fact<readonly SilentSource[]>;
}

function silentIn(stdout: string): readonly SilentSource[] {
  const sections = sectionsOf(stdout);
  const linesOf = (name: string) => linesIn(sections.get(name) ?? '');
  const known = new Set(linesOf('lists').map((name) => name.replace(/(In)?Release$/, '')));
  const newer = linesOf('newer');
  const silent = sourcesIn(stdout).filter(
    ({ list, file }) => known.size > 0 && !known.has(list) && !newer.includes(file),
  );
  const broken = brokenSources(sections.get('uris') ?? '', entriesIn(sections));
  return [...broken, ...silent.map(({ list, ...one }) => ({ ...one, isBroken: false }))];
}
