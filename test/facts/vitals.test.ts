import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Answers } from '../../src/engine/answers.ts';
import { throttling } from '../../src/facts/throttled.ts';
import { vitalsIn, vitalsNeeds } from '../../src/facts/vitals.ts';

/** Answers of a node: what it prints, by the name of the question. */
function answers(printed: Partial<Record<keyof typeof vitalsNeeds, string>>): Answers {
  const known = Object.entries(vitalsNeeds).flatMap(([name, fact]) => {
    const text = printed[name as keyof typeof vitalsNeeds];
    return text === undefined ? [] : ([[fact.id, { kind: 'value', value: fact.parse(text) }]] as const);
  });
  return new Answers(new Map<string, { kind: 'value'; value: unknown }>(known), '0');
}

describe('how a board feels', () => {
  it('is read from a Pi 4 under load', () => {
    const found = vitalsIn(
      answers({
        temperature: '61835\n',
        memory: 'MemTotal:        3884560 kB\nMemFree:          202340 kB\nMemAvailable:    1942280 kB\n',
        load: '2.31 1.80 0.90 3/412 18231\n',
        online: '0-3\n',
        throttled: 'throttled=0x50005\n',
      }),
    );
    assert.deepEqual(found, {
      celsius: 62,
      memory: { total: 3793, available: 1896 },
      load: 2.31,
      cores: 4,
      throttling: { now: ['weak power', 'throttled'], before: [] },
    });
  });

  it('has nothing of what a machine does not tell, or cannot be asked', () => {
    assert.deepEqual(vitalsIn(answers({ temperature: '', memory: '', load: '', online: '', throttled: '' })), {});
    assert.deepEqual(vitalsIn(answers({})), {});
    assert.equal(vitalsIn(answers({ online: '0,2-3\n' })).cores, 3);
  });

  it('tells what the firmware does now from what it did since the boot', () => {
    assert.deepEqual(throttling(0), { now: [], before: [] });
    assert.deepEqual(throttling(0x10000), { now: [], before: ['weak power'] });
    assert.deepEqual(throttling(0xe0008), { now: ['too warm'], before: ['slowed down', 'throttled'] });
  });
});
