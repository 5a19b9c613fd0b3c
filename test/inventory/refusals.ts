import assert from 'node:assert/strict';
import { parseInventory } from '../../src/inventory/load.ts';
import { InventoryError } from '../../src/inventory/mistakes.ts';

const env = { HOME: '/nowhere', PORT: '2222', WORD: 'pi', SECRET: 'hunter2' };

/** What an inventory is refused for, each as line:column: message; nothing when it is right. */
export function refusals(text: string): readonly string[] {
  try {
    parseInventory(text, 'inventory.yaml', { env });
    return [];
  } catch (error) {
    assert.ok(error instanceof InventoryError, `${error}`);
    assert.equal(error.exitCode, 2);
    return error.message.split('\n').map((line) => line.replace(/^inventory\.yaml:/, ''));
  }
}
