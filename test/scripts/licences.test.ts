import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '../..');
/** They let others use, change and hand on a program, also as a part of one under Apache-2.0. */
const allowed = [
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
  'Python-2.0',
  'PSF-2.0',
];
/** Only tests run them, as they are: nobody is handed them. */
const inTestsOnly: readonly string[] = ['axe-core'];
/** Known by their text, as they do not say it in package.json. */
const byText: Readonly<Record<string, RegExp>> = {
  ssh2: /Permission is hereby granted, free of charge/,
  'cpu-features': /Permission is hereby granted, free of charge/,
  buildcheck: /Permission is hereby granted, free of charge/,
  asn1: /Permission is hereby granted, free of charge/,
};

interface Locked {
  readonly integrity?: string;
  readonly license?: string;
}

describe('the packages', () => {
  const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  );

  it('have a sum each', () => {
    const without = Object.entries(lock.packages).filter(([path, { integrity }]) => path !== '' && !integrity);
    assert.deepEqual(
      without.map(([path]) => path),
      [],
    );
  });

  it('have licences that let us hand them on', () => {
    const locked = Object.entries(lock.packages).filter(([path]) => path !== '');
    assert.ok(locked.length > 200);
    // Also those that lie in others, and those of other systems, which are not here.
    const wrong = locked.flatMap(([path, { license }]) => {
      const name = path.split('node_modules/').at(-1) ?? '';
      if (inTestsOnly.includes(name) || isAllowed(license)) return [];
      const text = join(root, path, 'LICENSE');
      return existsSync(text) && byText[name]?.test(readFileSync(text, 'utf8')) ? [] : [`${path}: ${license}`];
    });
    assert.deepEqual(wrong, []);
  });
});

/** A licence as SPDX writes it: "MIT", "(MIT OR CC0-1.0)". */
function isAllowed(license = ''): boolean {
  const choices = license.replaceAll(/[()]/g, '').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((one) => allowed.includes(one.trim())));
}
