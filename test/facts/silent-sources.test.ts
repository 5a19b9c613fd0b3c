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

  // docker/for-linux#1349, geerlingguy/internet-pi#550, NVIDIA/nvidia-docker#1626, and what apt 2.6 says of slips.
  const docker = 'https://download.docker.com/linux/debian';
  const [first, second] = ['docker.list', 'archive_uri.list'].map((name) => `/etc/apt/sources.list.d/${name}`);
  const unread: Readonly<Record<string, readonly [said: string, ...of: unknown[]]>> = {
    'twice with two keys': [
      `E: Conflicting values set for option Signed-By regarding source ${docker}/ bookworm: /usr/share/keyrings/a.gpg != /etc/apt/keyrings/b.gpg`,
      `${first}, line 1 and ${second}, line 2`,
      2,
      `${docker} bookworm is there more than once, each with another Signed-By`,
      true,
    ],
    'of no type': [
      `E: Type 'debx' is not known on line 3 in source list ${first}`,
      `${first}, line 3`,
      3,
      '"debx" is no type of a source',
      true,
    ],
    'behind a byte order mark': [
      `E: Type '\ufeffdeb' is not known on line 1 in source list ${first}`,
      `${first}, line 1`,
      1,
      'it begins with a byte order mark',
      true,
    ],
    'of a stanza': [
      'E: Malformed entry 1 in sources file /etc/apt/sources.list.d/raspi.sources (Suite)',
      '/etc/apt/sources.list.d/raspi.sources, entry 1',
      1,
      'Suite',
      true,
    ],
    'of a method that apt does not have': [
      'E: The method driver /usr/lib/apt/methods/htps could not be found.',
      `${list}, line 9`,
      9,
      'htps://apt.example.org/x',
      false,
    ],
  };
  for (const [about, [sentence, ...expected]] of Object.entries(unread))
    it(`are told from entries that apt cannot read: ${about}`, () => {
      const answer = [
        '== uris',
        sentence,
        sentence,
        'E: The list of sources could not be read.',
        '== entries',
        `${first}:1:deb [signed-by=/usr/share/keyrings/a.gpg] ${docker} bookworm stable`,
        `${second}:2:deb [signed-by=/etc/apt/keyrings/b.gpg] ${docker}/ bookworm stable`,
        `${list}:9:deb htps://apt.example.org/x stable main`,
        '',
      ].join('\n');
      const found = silentSources.parse(answer);
      assert.deepEqual(
        found.map(({ place, line, address, isBroken }) => [place, line, address, isBroken]),
        [expected],
      );
    });

  it('may be a CD, whose name has blanks', () => {
    const name = '[Debian GNU/Linux 12.4.0 _Bookworm_ - Official amd64 NETINST]';
    const answer = `== uris\n'cdrom://${name}/dists/bookworm/InRelease' Debian%20GNU_dists_bookworm_InRelease 0\n== entries\n/etc/apt/sources.list:1:deb cdrom:${name}/ bookworm main\n== lists\nanother\n`;
    const [source] = silentSources.parse(answer);
    assert.deepEqual([source?.place, source?.extent], ['/etc/apt/sources.list, line 1', 'line']);
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
