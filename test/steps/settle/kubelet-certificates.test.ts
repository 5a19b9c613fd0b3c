import { describe } from 'node:test';
import step from '../../../src/steps/settle/kubelet-certificates.ts';
import { clusterAnswer } from '../../support/cluster-answer.ts';
import { fileAnswer, makeScope, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const scope = makeScope({ at: 'pi-1', cluster: { addons: { metrics: true } } });
const base = {
  state: clusterAnswer(),
  unit: unitAnswer(),
  arguments: fileAnswer('KUBELET_EXTRA_ARGS=--rotate-server-certificates\n'),
  served: 'pi-1 yes\npi-3 yes\npi-2 yes\n',
};
const one = { served: 'pi-1 yes\npi-2 no\npi-3 yes\n' };
const undone = 'kubelets would have to answer';

describe('certificates of kubelets', () => {
  itPlans(
    step,
    base,
    {
      'are those of the cluster': { scope, finds: [] },
      'are approved where the cluster has not signed them': {
        when: one,
        scope,
        finds: ['change: Approve the certificate of pi-2 for its kubelet, by which others in the cluster know it'],
      },
      'are approved in the order of the inventory': {
        when: { served: 'pi-3 no\npi-1 yes\npi-2 no\n' },
        scope,
        finds: [
          'change: Approve the certificate of pi-2, pi-3 for its kubelet, by which others in the cluster know it',
        ],
      },
      'are no question on a node that is off': { when: { served: 'pi-1 yes\npi-2 yes\n' }, scope, finds: [] },
      'are left until this kubelet has started with its present arguments': {
        when: { ...one, arguments: fileAnswer('', { modified: 1_900_000_000 }) },
        scope,
        finds: [],
      },
      'are left where nothing asks for them': { when: one, scope: makeScope({ at: 'pi-1' }), finds: [] },
      'are left while the cluster does not answer': { when: { ...one, state: '' }, scope, finds: [] },
      'are the business of the leader': { when: one, scope: makeScope({ cluster: scope.cluster }), finds: [] },
    },
    { undone },
  );
});
