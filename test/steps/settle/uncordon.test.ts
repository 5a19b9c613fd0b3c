import { describe } from 'node:test';
import step from '../../../src/steps/settle/uncordon.ts';
import { fixture } from '../../support/fixture.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const answer = fixture('simulated-trixie/kubectl-get');
const drained = answer.replace(/^(Node\t\tpi-2\t.*)\t\n/m, '$1true\t\n');
const scope = makeScope({ at: 'pi-1' });

describe('a drained node', () => {
  itPlans(
    step,
    { state: answer },
    {
      'is none': { scope, finds: [] },
      'takes pods again': {
        when: { state: drained },
        scope,
        finds: ['change: Let pi-2 take pods again, which was drained'],
      },
      'waits until it is Ready': {
        when: { state: drained.replace(/^(Node\t\tpi-2\t.*?)\tTrue\t/m, '$1\tFalse\t') },
        scope,
        finds: [],
      },
      'is looked after by the first control plane': { when: { state: drained }, finds: [] },
    },
  );
});
