import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { UserError } from '../../src/errors.ts';
import { addNode } from '../../src/inventory/edit-entries.ts';
import { parseInventory } from '../../src/inventory/load.ts';

const pi4 = { name: 'pi-4', address: '192.168.0.204' };

const rows: readonly { about: string; before: string; after: string }[] = [
  {
    about: 'lines, with comments around and after the last node',
    before: `# ours
nodes:   # all of them
  - name:   pi-1     # the first
    address: "192.168.0.201"
    #staticAddress: 192.168.0.201

# the end
cluster: {name: home}
`,
    after: `# ours
nodes:   # all of them
  - name:   pi-1     # the first
    address: "192.168.0.201"
    #staticAddress: 192.168.0.201
  - name: pi-4
    address: 192.168.0.204

# the end
cluster: {name: home}
`,
  },
  {
    about: 'lines with a gap between them',
    before: 'nodes:\n- name: pi-1\n\n- name: pi-2\n  labels:\n    a: b # why\n',
    after:
      'nodes:\n- name: pi-1\n\n- name: pi-2\n  labels:\n    a: b # why\n\n- name: pi-4\n  address: 192.168.0.204\n',
  },
  {
    about: 'braces, one node a line',
    before: 'nodes:\n    - {name: pi-1, address: a}  # first\nx: 1\n',
    after: 'nodes:\n    - {name: pi-1, address: a}  # first\n    - {name: pi-4, address: 192.168.0.204}\nx: 1\n',
  },
  {
    about: 'brackets',
    before: 'nodes: [{name: pi-1}, {name: pi-2} ] # x\n',
    after: 'nodes: [{name: pi-1}, {name: pi-2}, {name: pi-4, address: 192.168.0.204} ] # x\n',
  },
  {
    about: 'a file without a newline at its end',
    before: 'nodes:\n  - name: pi-1',
    after: 'nodes:\n  - name: pi-1\n  - name: pi-4\n    address: 192.168.0.204\n',
  },
  {
    about: 'a file from Windows',
    before: 'nodes:\r\n  - name: pi-1\r\n',
    after: 'nodes:\r\n  - name: pi-1\r\n  - name: pi-4\r\n    address: 192.168.0.204\r\n',
  },
  {
    about: 'a last node that ends in a list and in an empty value',
    before: 'nodes:\n  - name: pi-1\n    taints:\n      - a:NoSchedule\n    labels:\n',
    after:
      'nodes:\n  - name: pi-1\n    taints:\n      - a:NoSchedule\n    labels:\n  - name: pi-4\n    address: 192.168.0.204\n',
  },
];

describe('addNode', () => {
  for (const { about, before, after } of rows) {
    it(`adds to ${about}`, () => {
      assert.equal(addNode(before, pi4), after);
      const nodes = parse(after).nodes as readonly unknown[];
      assert.deepEqual(nodes.at(-1), pi4);
    });
  }

  it('adds to the example, which stays an inventory', async () => {
    const path = resolve(import.meta.dirname, '../../inventory.example.yaml');
    const before = await readFile(path, 'utf8');
    const after = addNode(before, { ...pi4, labels: { disk: 'ssd', floor: '3' } });
    assert.ok(after.startsWith(before));
    const node = parseInventory(after, path, { env: {} }).nodes.at(-1);
    assert.deepEqual([node?.name, node?.labels.floor], ['pi-4', '3']);
  });

  it('refuses a name that is there', () => {
    assert.throws(() => addNode('nodes:\n  - name: pi-4\n', pi4), UserError);
  });

  it('refuses a text without nodes', () => {
    for (const text of ['', 'nodes: {}', 'nodes: []', '[']) assert.throws(() => addNode(text, pi4), UserError);
  });
});
