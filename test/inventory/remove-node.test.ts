import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { addNode, removeNode } from '../../src/inventory/edit-entries.ts';

const rows: readonly { about: string; name: string; before: string; after: string }[] = [
  {
    about: 'between others, with the comments beside and inside it',
    name: 'pi-2',
    before: `# ours
nodes:   # all of them
  # downstairs
  - name: pi-1     # the first
    address: a
  # upstairs
  - name:   pi-2   # the second
    address: "b"
    #staticAddress: c
  - name: pi-3
    address: d
# the end
`,
    after: `# ours
nodes:   # all of them
  # downstairs
  - name: pi-1     # the first
    address: a
  # upstairs
  - name: pi-3
    address: d
# the end
`,
  },
  {
    about: 'the first, with a gap behind it',
    name: 'pi-1',
    before: 'nodes:\n- name: pi-1\n  labels:\n    a: b\n\n- name: pi-2\n',
    after: 'nodes:\n- name: pi-2\n',
  },
  {
    about: 'the last, with a gap before it',
    name: 'pi-2',
    before: 'nodes:\n- name: pi-1\n\n- name: pi-2\n\ncluster: {}\n',
    after: 'nodes:\n- name: pi-1\n\ncluster: {}\n',
  },
  {
    about: 'in braces, one node a line',
    name: 'pi-1',
    before: 'nodes:\n    - {name: pi-1, address: a}  # first\n    - {name: pi-2}\nx: 1\n',
    after: 'nodes:\n    - {name: pi-2}\nx: 1\n',
  },
  {
    about: 'the first in brackets',
    name: 'pi-1',
    before: 'nodes: [{name: pi-1}, {name: pi-2} ] # x\n',
    after: 'nodes: [{name: pi-2} ] # x\n',
  },
  {
    about: 'another in brackets',
    name: 'pi-2',
    before: 'nodes: [{name: pi-1}, {name: pi-2} ] # x\n',
    after: 'nodes: [{name: pi-1} ] # x\n',
  },
  {
    about: 'at the end of a file without a newline there',
    name: 'pi-2',
    before: 'nodes:\n  - name: pi-1\n  - name: pi-2',
    after: 'nodes:\n  - name: pi-1\n',
  },
  {
    about: 'in a file from Windows',
    name: 'pi-2',
    before: 'nodes:\r\n  - name: pi-1\r\n\r\n  - name: pi-2\r\n    address: a\r\n',
    after: 'nodes:\r\n  - name: pi-1\r\n',
  },
  { about: 'that is not there', name: 'pi-9', before: 'nodes:\n  - name: pi-1\n', after: 'nodes:\n  - name: pi-1\n' },
];

describe('taking a node out of an inventory', () => {
  for (const { about, name, before, after } of rows) {
    it(`cuts one ${about}`, () => assert.equal(removeNode(before, name), after));
  }

  it('undoes adding one to the example', async () => {
    const text = await readFile(resolve('inventory.example.yaml'), 'utf8');
    assert.equal(removeNode(addNode(text, { name: 'pi-4', address: '192.168.0.204' }), 'pi-4'), text);
  });

  it('takes any node out of the example', async () => {
    const text = await readFile(resolve('inventory.example.yaml'), 'utf8');
    for (const name of ['pi-1', 'pi-2', 'pi-3'])
      assert.doesNotMatch(removeNode(text, name), new RegExp(`name: ${name}`));
  });

  it('leaves to a person what others refer to', () => {
    const text = 'nodes:\n  - &one {name: pi-1}\n  - name: pi-2\n    ssh: *one\n';
    assert.throws(
      () => removeNode(text, 'pi-1'),
      (error: UserError) => error instanceof UserError && error.message.startsWith('pi-1 cannot'),
    );
  });
});
