import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mirrorIn, nodeOptions, nodeSources } from '../../lab/apt-sources.ts';

const deb822 = `Types: deb
# http://snapshot.example/archive/debian-security/20250520
URIs: http://apt.example/debian
Suites: bookworm

Types: deb
URIs: http://apt.example/debian-security
Suites: bookworm-security
`;

const rows: Readonly<Record<string, { own: string; suite?: string; lines: readonly string[] }>> = {
  "takes this machine's mirrors, not the ones in comments": {
    own: deb822,
    lines: [
      'deb http://apt.example/debian trixie main contrib non-free non-free-firmware',
      'deb http://apt.example/debian trixie-updates main contrib non-free non-free-firmware',
      'deb http://apt.example/debian-security trixie-security main contrib non-free non-free-firmware',
    ],
  },
  'knows that bullseye has no non-free-firmware': {
    own: 'deb [arch=amd64] https://a.example/debian bookworm main',
    suite: 'bullseye',
    lines: [
      'deb https://a.example/debian bullseye main contrib non-free',
      'deb https://a.example/debian bullseye-updates main contrib non-free',
      'deb http://deb.debian.org/debian-security bullseye-security main contrib non-free',
    ],
  },
  "falls back to Debian's own mirrors": {
    own: 'deb http://archive.ubuntu.com/ubuntu noble main',
    lines: [
      'deb http://deb.debian.org/debian trixie main contrib non-free non-free-firmware',
      'deb http://deb.debian.org/debian trixie-updates main contrib non-free non-free-firmware',
      'deb http://deb.debian.org/debian-security trixie-security main contrib non-free non-free-firmware',
    ],
  },
};

describe('nodeSources', () => {
  for (const [title, { own, suite = 'trixie', lines }] of Object.entries(rows)) {
    it(title, () => assert.equal(nodeSources(suite, own), `${lines.join('\n')}\n`));
  }
});

describe('nodeOptions', () => {
  it('keeps proxies and what an old mirror takes, nothing else', () => {
    const kept = ['Acquire::http::Proxy "http://proxy.example:3142";', 'Acquire::Check-Valid-Until "false";'];
    const dropped = ['APT::Architecture "amd64";', 'Acquire::http::Proxy::ppa.example "DIRECT";', 'Acquire "";'];
    assert.deepEqual(nodeOptions([...dropped, ...kept]), kept);
  });
});

describe('mirrorIn', () => {
  const debian = 'http://deb.debian.org/debian';
  const mirrors: readonly [what: string, sources: string, mirror: string][] = [
    ['one-line sources', 'deb http://mirror.example/debian trixie main', 'http://mirror.example/debian'],
    ['options', 'deb [signed-by=/k.gpg arch=arm64] https://m.example/debian/ trixie main', 'https://m.example/debian'],
    ['deb822 sources', 'Types: deb\nURIs: http://m.example/debian\nSuites: trixie', 'http://m.example/debian'],
    [
      'security first',
      'deb http://s.example/debian-security a b\ndeb http://m.example/debian a b',
      'http://m.example/debian',
    ],
    ['a comment', '# deb http://old.example/debian trixie main', debian],
    ['Ubuntu', 'deb http://archive.ubuntu.com/ubuntu noble main', debian],
    ['nothing', '', debian],
  ];
  for (const [what, sources, mirror] of mirrors) {
    it(`finds the mirror in ${what}`, () => assert.equal(mirrorIn(sources), mirror));
  }
});
