import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { vitalsText } from '../../src/screen/vitals-text.ts';

describe('the table of top', () => {
  it('has a line for each node, and says what is not known and who was not reached', () => {
    const text = vitalsText([
      {
        name: 'pi-1',
        vitals: {
          celsius: 62,
          memory: { total: 3793, available: 1896 },
          load: 2.3,
          cores: 4,
          throttling: { now: ['weak power', 'throttled'], before: [] },
        },
      },
      { name: 'pi-2', vitals: { load: 0, cores: 4, throttling: { now: [], before: ['too warm'] } } },
      { name: 'pi-3', vitals: { throttling: { now: [], before: [] } } },
      { name: 'pi-4', vitals: {}, error: 'pi-4 does not answer.' },
    ]);
    assert.equal(
      text,
      [
        'NODE  TEMPERATURE  MEMORY            LOAD  CORES  THROTTLING',
        'pi-1  62 °C        50 % of 3793 MiB  2.30  4      now: weak power, throttled',
        'pi-2  -            -                 0.00  4      since its boot: too warm',
        'pi-3  -            -                 -     -      none',
        'pi-4  not reached',
        '',
        'pi-4 does not answer.',
      ].join('\n'),
    );
  });
});
