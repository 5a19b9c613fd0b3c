import { describe } from 'node:test';
import step from '../../../src/steps/network/reserved-address.ts';
import { fixture } from '../../support/fixture.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const problem = 'problem: No interface has 172.29.0.102, the address of pi-2 in the inventory.';

describe('an address that the router reserves', () => {
  itPlans(
    step,
    { links: fixture('simulated-trixie/network-links') },
    {
      'is fine when the node has it': { scope: makeScope({ node: { address: '172.29.0.101' } }), finds: [] },
      'is wrong when the node has another': {
        scope: makeScope({ node: { address: '172.29.0.102' } }),
        finds: [problem],
      },
      'cannot be told from a name': { scope: makeScope({ node: { address: 'pi-2.lan' } }), finds: [] },
      'does not matter beside a static one': {
        scope: makeScope({
          node: { sshAddress: '172.29.0.102', address: '172.29.0.11', staticAddress: '172.29.0.11' },
        }),
        finds: [],
      },
    },
  );
});
