import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { it } from 'node:test';
import { template } from '../../src/resources/template.ts';

const folder = new URL('../../templates/', import.meta.url);

for (const file of readdirSync(folder)) {
  const names = [...readFileSync(new URL(file, folder), 'utf8').matchAll(/\{\{(\w+)\}\}/g)].map(
    ([, name = '']) => name,
  );
  it(`fills every place of ${file}`, () => {
    const text = template(file, Object.fromEntries(names.map((name) => [name, `the ${name}`])));
    assert.doesNotMatch(text, /\{\{/);
    for (const name of names) assert.ok(text.includes(`the ${name}`), name);
  });
  if (names.length > 0) {
    it(`takes no ${file} without its values`, () => assert.throws(() => template(file, {}), /wants a value for/));
  }
}
