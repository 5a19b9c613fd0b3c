import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');

describe('the workflows', () => {
  for (const file of globSync('.github/workflows/*.yml', { cwd: root }).sort()) {
    const text = readFileSync(join(root, file), 'utf8');

    it(`name actions by their commits, which nobody can change, and say which version that is: ${file}`, () => {
      const uses = text.match(/^.*\buses: .*$/gm) ?? [];
      assert.ok(uses.length > 0);
      const wrong = uses.filter(
        (line) => !/uses: (\.\/|[\w-]+\/[\w-]+(\/[\w-]+)?@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/.test(line),
      );
      assert.deepEqual(wrong, []);
    });

    it(`may do no more than they need, and have an end: ${file}`, () => {
      const { permissions, jobs } = parse(text);
      assert.deepEqual(permissions, { contents: 'read' });
      for (const job of Object.values<Record<string, unknown>>(jobs)) assert.ok(job['timeout-minutes']);
    });
  }
});
