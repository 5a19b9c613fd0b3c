import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { columnsOf, fitted } from '../../src/screen/fitted.ts';

const rows: Readonly<Record<string, { text: string; columns: number; lines: readonly string[] }>> = {
  'a sentence between words': {
    text: 'The node does not answer within 10 seconds.',
    columns: 20,
    lines: ['The node does not', 'answer within 10', 'seconds.'],
  },
  'an item of a plan below its text': {
    text: '  * pi-1, pi-2: Write /etc/hosts for all nodes',
    columns: 24,
    lines: ['  * pi-1, pi-2: Write', '    /etc/hosts for all', '    nodes'],
  },
  'a finding with its advice and its name on lines of their own': {
    text: '! pi-3: Swap is on. kubelet does not start. Try: microcloud init --only pi-3 — or: ssh pi-3  [swap.active]',
    columns: 40,
    lines: [
      '! pi-3: Swap is on. kubelet does not',
      '  start.',
      '  Try: microcloud init --only pi-3',
      '  or: ssh pi-3',
      '  [swap.active]',
    ],
  },
  'hints, but never inside a command: pasted, it would run its first half': {
    text: 'Try: microcloud join pi-4 --replace --concurrency 4\n     switch it on, then type: sudo systemctl restart k3s',
    columns: 30,
    lines: [
      'Try: microcloud join pi-4 --replace --concurrency 4',
      '     switch it on, then type:',
      '     sudo systemctl restart k3s',
    ],
  },
  'a sentence about a command, which is no command itself': {
    text: 'When it is back, microcloud init goes on where it was.',
    columns: 30,
    lines: ['When it is back,', 'microcloud init goes on where', 'it was.'],
  },
  'a coloured item of a plan': {
    text: '\u001b[31m  ! pi-1: It has no power now\u001b[39m',
    columns: 22,
    lines: ['\u001b[31m  ! pi-1: It has no', '    power now\u001b[39m'],
  },
  'colours, which take no room': {
    text: '\u001b[31m! pi-3: off.\u001b[39m It has no power now.',
    columns: 21,
    lines: ['\u001b[31m! pi-3: off.\u001b[39m It has', '  no power now.'],
  },
};

const untouched: Readonly<Record<string, string>> = {
  'rows of a table': 'pi-1  control plane  192.168.0.201  yes',
  'lines of files in a plan': '      + a line of a file that is longer than that',
  'a word that is wider than the screen': 'https://registry.home.arpa:5000/v2/cache',
};

describe('what people read on a terminal', () => {
  for (const [what, { text, columns, lines }] of Object.entries(rows)) {
    it(`is broken so: ${what}`, () => assert.deepEqual(fitted(text, columns).split('\n'), lines));
  }

  for (const [what, text] of Object.entries(untouched)) {
    it(`has ${what} as they are`, () => assert.equal(fitted(text, 20), text));
  }

  it('is whole where it fits, and where nobody knows how wide a line may be', () => {
    const text = 'a b c';
    assert.equal(fitted(text, 5), text);
    assert.equal(fitted('a b c d', undefined), 'a b c d');
    assert.equal(columnsOf({ columns: 80 }), undefined);
    assert.equal(columnsOf({ isTTY: true, columns: 80 }), 80);
  });

  it('has all its words in their order, none behind the edge', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}[.,]?$/), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(words, fc.integer({ min: 16, max: 60 }), (list, columns) => {
        const lines = fitted(list.join(' '), columns).split('\n');
        assert.deepEqual(lines.join(' ').split(/ +/), list);
        for (const line of lines) assert.ok(line.length <= columns, line);
      }),
    );
  });
});
