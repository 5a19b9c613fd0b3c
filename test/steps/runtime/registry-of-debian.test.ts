import { describe } from 'node:test';
import step from '../../../src/steps/runtime/registry-of-debian.ts';
import { makeScope, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const scope = makeScope({ cluster: { addons: { registry: { node: 'pi-2' } } } });

describe("Debian's own registry", () => {
  itPlans(
    step,
    { unit: unitAnswer() },
    {
      'stops where ours takes its place': { scope, finds: ['change: Stop and disable docker-registry.service'] },
      'stays stopped': {
        when: { unit: unitAnswer({ active: 'inactive', enablement: 'disabled', started: '' }) },
        scope,
        finds: [],
      },
      'of somebody else stays as it is': { finds: [] },
    },
  );
});
