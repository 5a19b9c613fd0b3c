import { describe } from 'node:test';
import step from '../../../src/steps/preflight/cloudynitzar.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const scope = makeScope({ cloudy: { install: 'cloudynitzar' } });

describe("Cloudy's own installer", () => {
  itPlans(
    step,
    { machine: '' },
    {
      'does not matter where it is not wanted': { finds: [] },
      'fits a 32-bit kernel': { when: { machine: 'armv7l\n' }, scope, finds: [] },
      'fits a PC': { when: { machine: 'x86_64\n' }, scope, finds: [] },
      'does not fit a 64-bit Pi, whatever runs on it': {
        when: { machine: 'aarch64\n' },
        scope,
        finds: [
          "problem: Cloudy's own installer has no Serf for the kernel of this node (aarch64), and stops half-way",
        ],
      },
    },
  );
});
