import { describe } from 'node:test';
import step from '../../../src/steps/preflight/distribution.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

describe('the distribution', () => {
  itPlans(
    step,
    {},
    {
      'may be kubeadm': { finds: [] },
      'may not be one that no step installs': {
        scope: makeScope({ cluster: { distribution: 'k3s' } }),
        finds: ['problem: This version of microcloud does not install k3s yet.'],
      },
    },
  );
});
