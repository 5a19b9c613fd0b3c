import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAnsibleYaml } from '../../../src/inventory/ansible/ansible-yaml.ts';
import { readList } from '../../../src/inventory/lists/read-list.ts';

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index + 1)).join('');

/** Small files that say something 2^40 times. */
const bombs = {
  'groups in groups': `all:
  children:
    g0: &g0 {hosts: {pi-1: {}}}
${lines(40, (n) => `    g${n}: &g${n} {children: {a: *g${n - 1}, b: *g${n - 1}}}\n`)}`,
  'variables that are merged': `all:
  vars:
    v0: &v0 {a: 1}
${lines(20, (n) => `    v${n}: &v${n} {<<: [*v${n - 1}, *v${n - 1}, *v${n - 1}, *v${n - 1}]}\n`)}  hosts: {pi-1: {<<: *v20}}\n`,
  'a group inside itself': 'all: &all {children: {a: *all, b: *all}}\n',
};

describe('the aliases of a YAML list of machines', () => {
  for (const [what, text] of Object.entries(bombs)) {
    it(`multiply ${what} to a limit, and no further`, { timeout: 20_000 }, () => {
      assert.ok(text.length < 3000);
      assert.throws(() => readAnsibleYaml(text, 'hosts.yml'), /^UserError: hosts\.yml has far more in it than a list/);
    });
  }

  it('are soon read in a file that has little else', { timeout: 20_000 }, () => {
    const text = `x: &x {address: 192.168.0.1}\nhosts:\n${lines(40_000, () => '- *x\n')}`;
    assert.ok(readList({ file: 'hosts.yml', text }));
  });

  it('stand for the latest anchor before them', () => {
    const text = 'all:\n  hosts:\n    a: &x {n: 1}\n    b: *x\n    c: &x {n: 2}\n    d: *x\n';
    const { hosts } = readAnsibleYaml(text, 'hosts.yml');
    const said = ['a', 'b', 'c', 'd'].map((name) => hosts.get(name)?.vars.get('n')?.value);
    assert.deepEqual(said, [1, 1, 2, 2]);
  });
});
