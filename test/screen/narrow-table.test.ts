import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fitted } from '../../src/screen/fitted.ts';
import { tableText } from '../../src/screen/phrases.ts';

const nodes = tableText([
  ['NODE', 'MADE (UTC)', 'READY', 'PENDING'],
  ['pi-1', '2026-11-30 12:00', 'yes', 'nothing'],
  ['pi-2', '2026-11-30 13:00', '-', 'not reached, see below'],
]);
const services = tableText([
  ['SERVICE', 'PUBLISHED'],
  ['web/wiki', 'no: its name is too long for the list of Cloudy'],
]);

describe('a table on a terminal', () => {
  it('is as it is where it fits', () => assert.equal(fitted(nodes, 60), nodes));

  it('becomes a list for each row where it does not, without what is not known', () => {
    assert.deepEqual(fitted(`${nodes}\n\nAll is fine.`, 34).split('\n'), [
      'pi-1',
      '  MADE (UTC)  2026-11-30 12:00',
      '  READY       yes',
      '  PENDING     nothing',
      'pi-2',
      '  MADE (UTC)  2026-11-30 13:00',
      '  PENDING     not reached, see',
      '              below',
      '',
      'All is fine.',
    ]);
  });

  it('says once what all rows have, where it fits then', () => {
    const many = tableText([
      ['NODE', 'ROLE', 'SYSTEM', 'READY', 'PENDING'],
      ['pi-1', 'control plane', 'debian 13 arm64', '-', '65 changes and a reboot'],
      ['pi-2', 'worker', '-', '-', 'not reached, see below'],
    ]);
    assert.deepEqual(fitted(`${many}\n\nAll is fine.`, 48).split('\n'), [
      'NODE  ROLE           PENDING',
      'pi-1  control plane  65 changes and a reboot',
      'pi-2  worker         not reached, see below',
      'All of them, as far as is known: SYSTEM debian',
      '  13 arm64',
      '',
      'All is fine.',
    ]);
  });

  it('keeps its columns where the last one alone is too wide', () => {
    assert.deepEqual(fitted(services, 36).split('\n'), [
      'SERVICE   PUBLISHED',
      'web/wiki  no: its name is too long',
      '          for the list of Cloudy',
    ]);
  });
});
