import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { manPage } from '../../scripts/man-page.ts';

const command = {
  id: 'lab:up',
  summary: 'Start simulated Pis',
  args: { node: { name: 'node', required: true, description: 'The node, e.g. pi-1' } },
  flags: {
    yes: { name: 'yes', char: 'y', type: 'boolean', description: '.hidden is `not` a command' },
    drain: { name: 'drain', type: 'boolean', allowNo: true, description: 'Move\n  pods' },
    out: { name: 'out', type: 'option', helpValue: 'FILE', description: '' },
    inventory: { name: 'inventory', type: 'option', hidden: true },
  },
} as const;

describe('the man page', () => {
  it('has commands, arguments and flags as they are typed, and no hidden one', () => {
    const page = manPage({
      version: '1.2.3',
      commands: { one: command, two: { ...command, id: 'complete', hidden: true } },
    });
    for (const line of [
      '.SS microcloud lab up NODE',
      '.B NODE\nThe node, e.g. pi\\-1',
      '.B \\-y, \\-\\-yes\n\\&.hidden is not a command',
      '.B \\-\\-[no\\-]drain\nMove pods',
      '.B \\-\\-out FILE\n\\&',
      '.B 130\nCtrl\\-C.',
    ])
      assert.ok(page.includes(`\n${line}`), `${line}\nis not in\n${page}`);
    assert.doesNotMatch(page, /inventory\n|complete/);
  });
});
