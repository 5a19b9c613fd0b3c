import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withSettings } from '../../src/resources/settings.ts';

const rows = {
  'are added to an empty file': ['', { PORT: '7000' }, 'PORT=7000\n'],
  'take the place of what is there': ['#Cloudy\nPORT=1\nX=2\n', { PORT: '7000' }, '#Cloudy\nPORT=7000\nX=2\n'],
  'are there once': ['P="eth0"\nX=2\nP="wlan0"\n', { P: 'end0' }, 'P="end0"\nX=2\n'],
  'leave comments alone': ['# LOGIN="root"\n', { LOGIN: 'ada' }, '# LOGIN="root"\nLOGIN="ada"\n'],
  'are taken out': ['LOGIN="ada"\nX=2\n', { LOGIN: undefined }, 'X=2\n'],
  'stay as they are when they are right': ['X=2\nPORT=7000\n', { PORT: '7000' }, 'X=2\nPORT=7000\n'],
  'end with a newline': ['X=2', { PORT: '7000' }, 'X=2\nPORT=7000\n'],
} as const;

describe('settings of a shell', () => {
  for (const [title, [before, settings, after]] of Object.entries(rows)) {
    it(title, () => {
      assert.equal(withSettings(before, settings), after);
      assert.equal(withSettings(after, settings), after);
    });
  }

  for (const value of ['a"; id; "', '$(id)', '`id`', 'a\\', 'a\nb']) {
    it(`never have ${JSON.stringify(value)}, which a shell of root would run`, () => {
      assert.throws(() => withSettings('', { LOGIN: value }), /LOGIN can't have/);
    });
  }
});
