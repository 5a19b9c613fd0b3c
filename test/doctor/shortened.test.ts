import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shortened } from '../../src/doctor/shortened.ts';

const rows: readonly (readonly [title: string, text: string, most: number, is: string])[] = [
  ['stays when there is room', 'container runtime is down', 30, 'container runtime is down'],
  [
    'ends where a word ends',
    'network is not ready: cni plugin not initialized',
    40,
    'network is not ready: cni plugin not …',
  ],
  ['ends with the word that ends there', 'network is not ready', 14, 'network is not …'],
  ['loses the comma at its end', 'no pods, no nodes, no end', 19, 'no pods, no nodes …'],
  ['is one line', 'first\n  second', 20, 'first second'],
  ['is cut inside a word that is too long', `path ${'x'.repeat(50)}`, 20, `path ${'x'.repeat(15)} …`],
];

describe('what a program says', () => {
  for (const [title, text, most, is] of rows) it(title, () => assert.equal(shortened(text, most), is));
});
