import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mirrorIn } from '../../lab/debian-mirror.ts';

const own = 'http://deb.debian.org/debian';
const rows: readonly [what: string, sources: string, mirror: string][] = [
  ['one-line sources', 'deb http://mirror.example/debian trixie main', 'http://mirror.example/debian'],
  ['options', 'deb [signed-by=/k.gpg arch=arm64] https://m.example/debian/ trixie main', 'https://m.example/debian'],
  ['deb822 sources', 'Types: deb\nURIs: http://m.example/debian\nSuites: trixie', 'http://m.example/debian'],
  [
    'security first',
    'deb http://s.example/debian-security a b\ndeb http://m.example/debian a b',
    'http://m.example/debian',
  ],
  ['a comment', '# deb http://old.example/debian trixie main', own],
  ['Ubuntu', 'deb http://archive.ubuntu.com/ubuntu noble main', own],
  ['nothing', '', own],
];
for (const [what, sources, mirror] of rows) {
  test(`it finds the mirror in ${what}`, () => assert.equal(mirrorIn(sources), mirror));
}
