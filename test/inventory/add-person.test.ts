import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { addPerson, removePerson } from '../../src/inventory/edit-entries.ts';

const ismael = { name: 'ismael', namespaces: { wiki: 'edit' as const } };
const entry = '  - name: ismael\n    namespaces:\n      wiki: edit\n';

const rows: readonly { about: string; before: string; after: string; back?: string }[] = [
  { about: 'no list of people', before: 'nodes: [a] # ours\n', after: `nodes: [a] # ours\npeople:\n${entry}` },
  { about: 'no newline at the end', before: 'a: 1', after: `a: 1\npeople:\n${entry}`, back: 'a: 1\n' },
  { about: 'a list without anybody', before: 'people: []\na: 1\n', after: `a: 1\npeople:\n${entry}`, back: 'a: 1\n' },
  { about: 'a key without a value', before: 'people:\na: 1\n', after: `a: 1\npeople:\n${entry}`, back: 'a: 1\n' },
  {
    about: 'others, with comments',
    before: 'people:\n  - name: joan # hers\n    quota: small\n# the end\n',
    after: `people:\n  - name: joan # hers\n    quota: small\n${entry}# the end\n`,
  },
  {
    about: 'brackets',
    before: 'people: [{name: joan}]\n',
    after: 'people: [{name: joan}, {name: ismael, namespaces: {wiki: edit}}]\n',
  },
];

describe('a person of the inventory', () => {
  for (const { about, before, after, back = before } of rows) {
    it(`comes and goes where there is ${about}`, () => {
      const written = addPerson(before, ismael);
      assert.equal(written, after);
      assert.equal(removePerson(written, 'ismael'), back);
    });
  }

  it('comes once', () => {
    assert.throws(() => addPerson(addPerson('a: 1\n', ismael), ismael), UserError);
  });

  it('goes only if it is there, and if nobody else needs its lines', () => {
    assert.equal(removePerson('a: 1\n', 'ismael'), 'a: 1\n');
    const shared = 'people:\n  - &a {name: ismael}\n  - {name: joan}\nother: *a\n';
    assert.throws(() => removePerson(shared, 'ismael'), /cannot be taken out of the inventory by itself/);
  });
});
