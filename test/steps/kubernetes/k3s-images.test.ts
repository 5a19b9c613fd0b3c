import { describe } from 'node:test';
import step from '../../../src/steps/kubernetes/k3s-images.ts';
import { k3sScope, programsAnswer } from '../../support/k3s.ts';
import { itPlans } from '../../support/rows.ts';

const name = 'k3s-airgap-images.tar.zst';
const scope = k3sScope();

describe('the images of k3s', () => {
  itPlans(
    step,
    { architecture: 'arm64\n', installed: programsAnswer('v1.35.4+k3s1', name) },
    {
      'are there': { scope, finds: [] },
      'are brought': {
        when: { installed: '' },
        scope,
        finds: ['change: Bring the images of k3s v1.35.4+k3s1'],
      },
      'are brought anew for another version': {
        when: { installed: programsAnswer('v1.34.1+k3s1', name) },
        scope,
        finds: ['change: Bring the images of k3s v1.35.4+k3s1'],
      },
    },
  );
});
