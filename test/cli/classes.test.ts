import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Command } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.ts';
import { NodesCommand } from '../../src/cli/nodes-command.ts';

const folder = join(import.meta.dirname, '../../src/commands');

/** The classes above one, up to oclif's own. */
function above(command: object): readonly unknown[] {
  const parent: unknown = Object.getPrototypeOf(command);
  return parent === Command || !parent ? [] : [parent, ...above(parent)];
}

describe('the classes above a command', () => {
  for (const file of globSync('**/*.ts', { cwd: folder }).sort()) {
    it(`are at most two: ${file}`, async () => {
      const { default: command } = await import(join(folder, file));
      const classes = above(command);
      assert.ok(command.prototype instanceof Command);
      assert.deepEqual(classes, classes.length > 1 ? [NodesCommand, BaseCommand] : [BaseCommand]);
    });
  }
});
