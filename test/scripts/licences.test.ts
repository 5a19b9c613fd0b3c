import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
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

interface Package {
  readonly name: string;
  readonly license?: string;
}

describe('the packages', () => {
  const lock: { packages: Record<string, { integrity?: string; resolved?: string; link?: boolean }> } = JSON.parse(
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
    const files = globSync('node_modules/{*,@*/*}/package.json', { cwd: root });
    assert.ok(files.length > 50);
    const wrong = files.flatMap((file) => {
      const { name, license }: Package = JSON.parse(readFileSync(join(root, file), 'utf8'));
      if (inTestsOnly.includes(name)) return [];
      const isAllowed = (one: string) => allowed.includes(one.trim());
      if (
        license
          ?.replaceAll(/[()]/g, '')
          .split(' OR ')
          .some((part) => part.split(' AND ').every(isAllowed))
      )
        return [];
      const text = join(root, file.replace('package.json', 'LICENSE'));
      return existsSync(text) && byText[name]?.test(readFileSync(text, 'utf8')) ? [] : [`${name}: ${license}`];
    });
    assert.deepEqual(wrong, []);
  });
});
