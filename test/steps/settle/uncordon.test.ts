import { describe } from 'node:test';
import step from '../../../src/steps/settle/uncordon.ts';
import { clusterAnswer, readyOf } from '../../support/cluster-answer.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { kubernetesPrograms } from '../../support/scratch/programs.ts';

/** pi-2 was drained, and is Ready or not. */
const drained = (status: string) =>
  clusterAnswer((items) => {
    items['Node pi-2'].metadata.annotations['microcloud.cloudy/drained'] = 'true';
    readyOf(items, 'pi-2').status = status;
  });
const scope = makeScope({ at: 'pi-1' });

describe('a drained node', () => {
  itPlans(
    step,
    { state: clusterAnswer() },
    {
      'is none': { scope, finds: [] },
      'takes pods again': {
        when: { state: drained('True') },
        scope,
        finds: ['change: Let pi-2, which was drained, take pods again'],
      },
      'waits until it is Ready': {
        when: { state: drained('False') },
        scope,
        finds: [],
      },
      'is looked after by the first control plane': { when: { state: drained('True') }, finds: [] },
    },
    { once: 'the cluster knows', node: { programs: kubernetesPrograms } },
  );
});
