import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unitFact } from '../../src/facts/unit.ts';
import { parsed } from '../support/answers.ts';
import { fixture } from '../support/fixture.ts';

const names = ['containerd.service', 'sshd.service', 'nothing.service', 'tmp.mount', 'masked.service'];
const answer = `${names.join(' ')}\n${fixture('simulated-trixie/units')}`;
const state = (unit: string) => parsed(unitFact(unit), answer, names);

describe('a unit', () => {
  it('runs since its main process started', () => {
    assert.deepEqual(state('containerd.service'), {
      unit: 'containerd.service',
      exists: true,
      active: true,
      enablement: 'enabled',
      started: Date.UTC(2026, 10, 21, 9, 8, 27, 250) / 1000,
      startedAfterBoot: 0,
      restarts: 0,
      needsReload: false,
    });
  });

  it('started at the end of the second that Debian 11 tells: what was written in it is taken for older', () =>
    assert.equal(state('sshd.service').started, Date.UTC(2026, 10, 21, 9, 6, 52) / 1000 - 1e-6));

  it('is found by its alias, although systemd answers with its name', () =>
    assert.partialDeepStrictEqual(state('sshd.service'), { unit: 'sshd.service', exists: true, active: true }));

  it('may not be there', () =>
    assert.deepEqual(state('nothing.service'), {
      unit: 'nothing.service',
      exists: false,
      active: false,
      enablement: '',
      started: undefined,
      startedAfterBoot: 0,
      restarts: 0,
      needsReload: false,
    }));

  it('may have no process', () =>
    assert.partialDeepStrictEqual(state('tmp.mount'), { active: true, enablement: 'static', started: undefined }));

  it('may be masked: then it cannot start', () =>
    assert.partialDeepStrictEqual(state('masked.service'), { exists: true, active: false, enablement: 'masked' }));

  it('is not there where no answer came for it', () =>
    assert.equal(parsed(unitFact('x.service'), '', ['x.service']).exists, false));
});
