import { describe } from 'node:test';
import step from '../../../src/steps/settle/held-address.ts';
import { clusterAnswer, silentAnswer } from '../../support/cluster-answer.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const scope = makeScope({ at: 'pi-1', cluster: { sharedAddress: '192.168.0.200' } });

describe('the API', () => {
  itPlans(
    step,
    { state: clusterAnswer(() => {}), answers: '192.168.0.200 6443' },
    {
      'answers at the address that the control planes share': { scope, finds: [] },
      'is waited for there': {
        when: { answers: '' },
        scope,
        finds: ['wait: no control plane has taken 192.168.0.200 yet'],
      },
      'is not waited for there while it answers nowhere': {
        when: { answers: '', state: silentAnswer('connection refused') },
        scope,
        finds: [],
      },
      'is not asked for there without such an address': {
        when: { answers: '' },
        scope: makeScope({ at: 'pi-1' }),
        finds: [],
      },
    },
  );
});
