import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/kubernetes/k3s-program.ts';
import { k3sScope, programsAnswer } from '../../support/k3s.ts';
import { planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const base = { architecture: 'armhf\n', programs: programsAnswer('v1.35.4+k3s1'), state: 'done\n', freeNames: '' };
const scope = k3sScope();

describe('the program of k3s', () => {
  itPlans(step, base, {
    'is there': { scope, finds: [] },
    'is installed with its other names': {
      once: 'this machine may have programs of these names',
      when: { programs: '', state: 'none\n', freeNames: 'kubectl\ncrictl\nctr\n' },
      scope,
      finds: ['change: Install k3s v1.35.4+k3s1', 'change: Link kubectl, crictl, ctr to k3s'],
    },
    'leaves ctr to Docker': {
      once: 'this machine may have programs of these names',
      when: { programs: '', state: 'none\n', freeNames: 'kubectl\ncrictl\n' },
      scope,
      finds: ['change: Install k3s v1.35.4+k3s1', 'change: Link kubectl, crictl to k3s'],
    },
    'is replaced while nothing runs': {
      when: { programs: programsAnswer('v1.34.1+k3s1'), state: 'none\n' },
      scope,
      finds: ['change: Install k3s v1.35.4+k3s1, now v1.34.1+k3s1'],
    },
    'is left to the upgrade where it runs, also when somebody replaced it': {
      when: { programs: programsAnswer('v1.34.1+k3s1', 'k3s', 1_800_000_000) },
      scope,
      finds: [],
    },
    'is left to the upgrade where it runs': { when: { programs: programsAnswer('v1.34.1+k3s1') }, scope, finds: [] },
    'is installed again when somebody replaced it': {
      when: { programs: programsAnswer('v1.35.4+k3s1', 'k3s', 1_800_000_000) },
      scope,
      finds: ['change: Install k3s v1.35.4+k3s1'],
    },
  });

  it('is the one for the userland of the node', () => {
    const [finding] = planStep(step, { ...base, programs: '', state: 'none\n' }, scope);
    const { artifact } = finding?.kind === 'change' ? finding : {};
    assert.match(artifact?.origin ?? '', /\/v1\.35\.4%2Bk3s1\/k3s-armhf$/);
  });
});
