import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { InventoryError } from '../../src/inventory/mistakes.ts';
import { errorJson, errorText } from '../../src/screen/error-text.ts';

const known = new UserError('pi-2 has no memory cgroup.', { hints: ['microcloud init --only pi-2', 'reboot it'] });
const bug = new TypeError('x is not a function\nat somewhere');

describe('errorText', () => {
  for (const [about, error, context, expected] of [
    [
      'what happened and what to type',
      known,
      {},
      'pi-2 has no memory cgroup.\nTry: microcloud init --only pi-2\n     reboot it',
    ],
    ['where the log is', new UserError('Gone.'), { logFile: '/l' }, 'Gone.\nThe log of this run: /l'],
    [
      'one line of a bug, and how to report it',
      bug,
      { logFile: '/l' },
      'This is a bug in microcloud: TypeError: x is not a function\nTry: the same command with DEBUG=1 before it, which shows where it happened, and report both\nThe log of this run: /l',
    ],
  ] as const) {
    it(`says ${about}`, () => assert.equal(errorText(error, context), expected));
  }
});

describe('errorJson', () => {
  it('gives what the error knows', () => {
    const mistakes = [{ line: 3, column: 4, path: 'nodes', message: 'no' }];
    assert.deepEqual(JSON.parse(JSON.stringify(errorJson(new InventoryError('i.yaml', mistakes)))), {
      error: {
        name: 'InventoryError',
        message: 'i.yaml:3:4: no',
        hints: ['correct i.yaml, then: microcloud inventory check -i i.yaml'],
        exitCode: 2,
        file: 'i.yaml',
        mistakes,
      },
    });
  });

  it('marks bugs', () => {
    assert.deepEqual(errorJson(bug), {
      error: { name: 'TypeError', message: 'TypeError: x is not a function', hints: [], isBug: true },
    });
  });
});
