import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AddonName } from '../../src/distributions/addons.ts';
import { type AddonValue, withAddon, withoutAddon } from '../../src/inventory/edit-addons.ts';

const end = 'nodes: [a]\n';

interface Row {
  readonly about: string;
  readonly before: string;
  readonly after: string;
  /** Default: metrics. */
  readonly on?: readonly [name: AddonName, value: AddonValue];
  /** The text when the addon is off again, where it is another one than before. */
  readonly back?: string;
}

const rows: readonly Row[] = [
  {
    about: 'no addons, and comments',
    before: `cluster:\n  name: home # ours\n  version: 1.35.4\n    # till May\n\n  #addons:\n    #metrics: true\n${end}`,
    after: `cluster:\n  name: home # ours\n  version: 1.35.4\n    # till May\n  addons: {metrics: true}\n\n  #addons:\n    #metrics: true\n${end}`,
  },
  {
    about: 'a list within the last part of the cluster',
    before: `cluster:\n    name: home\n    extra:\n      - a: 1\n        b: 2\n${end}`,
    after: `cluster:\n    name: home\n    extra:\n      - a: 1\n        b: 2\n    addons: {metrics: true}\n${end}`,
  },
  {
    about: 'a section without addons',
    before: 'cluster: {a: 1, addons: {}}\n',
    after: 'cluster: {a: 1, addons: {metrics: true}}\n',
    back: 'cluster: {a: 1}\n',
  },
  {
    about: 'a section without a value',
    before: `cluster:\n  addons:\n  name: home\n${end}`,
    after: `cluster:\n  addons: {metrics: true}\n  name: home\n${end}`,
    back: `cluster:\n  name: home\n${end}`,
  },
  {
    about: 'others, line by line',
    on: ['monitoring', { node: 'pi-2' }],
    before: `cluster:\n  addons:\n    metrics: true # top\n    # volumes\n    storage: true\n${end}`,
    after: `cluster:\n  addons:\n    metrics: true # top\n    # volumes\n    storage: true\n    monitoring: {node: pi-2}\n${end}`,
  },
  {
    about: 'others in braces',
    on: ['storage', true],
    before: 'cluster: {addons: {metrics: true, monitoring: {node: pi-2}}, name: home}\n',
    after: 'cluster: {addons: {metrics: true, monitoring: {node: pi-2}, storage: true}, name: home}\n',
  },
  {
    about: 'braces, and no newline at the end',
    before: 'cluster: {name: home}',
    after: 'cluster: {name: home, addons: {metrics: true}}',
  },
  {
    about: 'no newline at the end',
    before: 'nodes: [a]\ncluster:\n  name: home',
    after: 'nodes: [a]\ncluster:\n  name: home\n  addons: {metrics: true}\n',
    back: 'nodes: [a]\ncluster:\n  name: home\n',
  },
  {
    about: 'lines as Windows ends them',
    before: 'cluster:\r\n  name: home\r\nnodes: [a]\r\n',
    after: 'cluster:\r\n  name: home\r\n  addons: {metrics: true}\r\nnodes: [a]\r\n',
  },
  {
    about: 'the addon, switched off',
    before: `cluster:\n  addons:\n    storage: true\n    metrics: false # not yet\n${end}`,
    after: `cluster:\n  addons:\n    storage: true\n    metrics: true # not yet\n${end}`,
    back: `cluster:\n  addons:\n    storage: true\n${end}`,
  },
];

describe('an addon of the inventory', () => {
  for (const { about, before, after, on, back = before } of rows) {
    const [name, value] = on ?? (['metrics', true] as const);
    it(`comes and goes where there is ${about}`, () => {
      const written = withAddon(before, name, value);
      assert.equal(written, after);
      assert.equal(withoutAddon(written, name), back);
    });
  }

  it('goes from any place, with the comments beside it', () => {
    const lines = `cluster:\n  addons:\n    monitoring:\n      node: pi-2 # the cool one\n      # for a year\n    # volumes\n    storage: true\n${end}`;
    assert.equal(withoutAddon(lines, 'monitoring'), `cluster:\n  addons:\n    # volumes\n    storage: true\n${end}`);
    assert.equal(
      withoutAddon('cluster: {addons: {metrics: true, storage: true}}\n', 'metrics'),
      'cluster: {addons: {storage: true}}\n',
    );
  });

  it('stays out where it is not there', () => {
    for (const text of ['a: 1\n', 'cluster: {name: home}\n', 'cluster: {addons: {storage: true}}\n'])
      assert.equal(withoutAddon(text, 'metrics'), text);
  });

  it('is left alone where other parts of the file belong to it', () => {
    const shared = 'a: &a {storage: true}\ncluster: {addons: *a}\n';
    assert.throws(
      () => withAddon(shared, 'metrics', true),
      /cluster\.addons\.metrics cannot be changed in the inventory by itself/,
    );
    assert.throws(() => withoutAddon(shared, 'storage'), /cannot be changed/);
    const lent = 'cluster:\n  addons:\n    monitoring: &b {node: pi-2}\n    metrics: true\nother: *b\n';
    assert.throws(() => withoutAddon(lent, 'monitoring'), /cannot be changed/);
  });
});
