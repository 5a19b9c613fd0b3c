import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNewEnough, proxyIn } from '../../../scripts/from-source/go-toolchain.ts';

const releases: readonly [string | undefined, boolean][] = [
  ['go1.26.8', true],
  ['go1.26', true],
  ['go1.26rc1', true],
  ['go2.0', true],
  ['go1.25.4', false],
  ['go1.19.8', false],
  ['', false],
  [undefined, false],
  ['devel +abc', false],
];
for (const [release, enough] of releases) {
  test(`it builds with ${release || 'no Go'}: ${enough}`, () => assert.equal(isNewEnough(release), enough));
}

const lists: readonly [string | undefined, string][] = [
  [undefined, 'https://proxy.golang.org'],
  ['', 'https://proxy.golang.org'],
  ['direct', 'https://proxy.golang.org'],
  ['https://a.example/go/,direct', 'https://a.example/go'],
  ['off|http://b.example', 'http://b.example'],
];
for (const [list, server] of lists) {
  test(`it asks ${server} when GOPROXY is ${list}`, () => assert.equal(proxyIn(list), server));
}
