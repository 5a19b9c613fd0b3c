import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { progressLine } from '../../src/screen/progress-line.ts';

function written(terminal: { isTTY?: boolean; columns?: number }) {
  const texts: string[] = [];
  const line = progressLine({ ...terminal, write: (text: unknown) => texts.push(String(text)) > 0 });
  line.show('half');
  line.keep('done');
  line.show('more than fits');
  line.clear();
  return texts.join('').replaceAll('\r\u001b[K', '<');
}

describe('a progress line', () => {
  it('is replaced on a terminal, and never wider', () => {
    assert.equal(written({ isTTY: true, columns: 9 }), '<half<done\n<more th…<');
  });

  it('shows only what stays elsewhere', () => assert.equal(written({}), 'done\n'));
});
