import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { silentSources, silentSourcesFor } from '../../src/facts/silent-sources.ts';
import { answersHere } from '../support/answers.ts';

const uri = (site: string, suite: string) => {
  const name = `${site}/dists/${suite}`.replace(/^https?:\/\//, '').replaceAll('/', '_');
  return `'${site}/dists/${suite}/InRelease' ${name}_InRelease 0`;
};
const debian = uri('http://deb.debian.org/debian', 'trixie');
const updates = uri('http://deb.debian.org/debian', 'trixie-updates');
const gone = uri('https://apt.kubernetes.io', 'kubernetes-xenial');
const flat = "'http://repo.home.arpa/pi/./InRelease' repo.home.arpa_pi_._InRelease 0";
const release = 'deb.debian.org_debian_dists_trixie_InRelease';
const list = '/etc/apt/sources.list.d/kubernetes.list';
const entries = [
  '/etc/apt/sources.list.d/debian.sources:3:URIs: http://deb.debian.org/debian/',
  `${list}:4:deb [trusted=yes] https://apt.kubernetes.io/ kubernetes-xenial main`,
];

const said = (uris: readonly string[], known: readonly string[], newer: readonly string[] = []) =>
  silentSources.parse(
    ['== uris', ...uris, '== entries', ...entries, '== lists', ...known, '== newer', ...newer, ''].join('\n'),
  );
const places = (...words: Parameters<typeof said>) => said(...words).map(({ place }) => place);

describe('sources of apt that gave nothing', () => {
  it('are those without a list, with the line that names them, where others have theirs', () => {
    const address = 'https://apt.kubernetes.io kubernetes-xenial';
    const silent = { place: `${list}, line 4`, file: list, line: 4, extent: 'line', address, isBroken: false };
    assert.deepEqual(said([debian, gone], [release]), [silent]);
  });

  it('are told from those whose names begin alike', () => {
    assert.deepEqual(places([debian, updates], [release]), ['/etc/apt/sources.list.d/debian.sources, line 3']);
  });

  it('are a whole line, a whole stanza, or a part of one that has others', () => {
    const extents = (...uris: string[]) => said(uris, ['another']).map(({ extent }) => extent);
    assert.deepEqual(extents(debian, gone), ['stanza', 'line']);
    assert.deepEqual(extents(debian, updates), ['part', 'part']);
  });

  it('are told from a stanza with the same site', () => {
    const file = '/etc/apt/sources.list.d/debian.sources';
    const backports = uri('http://deb.debian.org/debian', 'bullseye-backports');
    const lines = ['2:URIs: http://deb.debian.org/debian', '3:Suites: trixie', '7:Suites: bullseye-backports'];
    const entries = [...lines, '8:URIs: http://deb.debian.org/debian'].map((line) => `${file}:${line}`).join('\n');
    const answer = `== uris\n${debian}\n${backports}\n== entries\n${entries}\n== lists\n${release}\n`;
    const found = silentSources.parse(answer).map(({ place, extent }) => [place, extent]);
    assert.deepEqual(found, [[`${file}, line 8`, 'stanza']]);
  });

  it('are found below the word of their field, however that is written', () => {
    const file = '/etc/apt/sources.list.d/mine.sources';
    const answer = `== uris\n${uri('https://repo.home.arpa/pi', 'a')}\n== entries\n${file}:2:uris:\n${file}:3: https://repo.home.arpa/pi\n== lists\nanother\n`;
    const [source] = silentSources.parse(answer);
    assert.deepEqual([source?.place, source?.extent], [`${file}, line 3`, 'part']);
  });

  it('are not known before the first update, or when they are newer than the last', () => {
    assert.deepEqual(places([debian, gone], []), []);
    assert.deepEqual(places([debian, gone], [release], [list]), []);
  });

  it('may have no suite, and no line that names them', () => {
    assert.deepEqual(places([debian, flat], [release, 'repo.home.arpa_pi_._Release']), []);
    assert.deepEqual(places([debian, flat], [release]), ['http://repo.home.arpa/pi/.']);
  });

  it('are told from entries that apt cannot read, which end all of its work', () => {
    const line = `E: Malformed entry 1 in list file ${list} (URI parse)`;
    const broken = {
      place: `${list}, entry 1`,
      file: list,
      line: 1,
      extent: 'line',
      address: 'URI parse',
      isBroken: true,
    };
    assert.deepEqual(said([line, 'E: The list of sources could not be read.'], []), [broken]);
  });

  it('are asked for on a real system', async () => {
    assert.ok(Array.isArray((await answersHere([silentSources])).get(silentSources)));
  });

  it('are asked for only where a package is missing', () => {
    const asked = (...needs: string[][]) =>
      execFileSync('sh', ['-c', silentSourcesFor(needs).ask.wire], { encoding: 'utf8' }).startsWith('== uris');
    assert.equal(asked(['dpkg'], ['no-such-package', 'libc6'], ['apt']), false);
    assert.equal(asked(['dpkg'], ['no-such-package']), true);
  });
});
