import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesText } from '../../src/screen/names-text.ts';

const counted = (stem: string, from: number, to: number, width = 0) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${stem}${String(from + index).padStart(width, '0')}`);

const rows: Readonly<Record<string, readonly [names: readonly string[], text: string]>> = {
  'a few as they are': [counted('pi-', 1, 4), 'pi-1, pi-2, pi-3, pi-4'],
  'many by the first and the last one': [counted('pi-', 1, 50), 'pi-1 to pi-50'],
  gaps: [[...counted('pi-', 1, 12), 'pi-14'], 'pi-1 to pi-12, pi-14'],
  'numbers with zeros before them': [counted('node', 8, 12, 2), 'node08 to node12'],
  'stems that differ': [[...counted('a', 1, 2), ...counted('b', 3, 5)], 'a1, a2, b3, b4, b5'],
  'names without numbers': [['ana', 'biel', 'carla', 'dani', 'eva'], 'ana, biel, carla, dani, eva'],
  nobody: [[], ''],
};

describe('names of nodes', () => {
  for (const [what, [names, text]] of Object.entries(rows)) {
    it(`are said so: ${what}`, () => assert.equal(namesText(names), text));
  }
});
