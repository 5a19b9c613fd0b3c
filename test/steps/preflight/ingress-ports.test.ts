import { describe } from 'node:test';
import step from '../../../src/steps/preflight/ingress-ports.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const scope = makeScope({ cluster: { addons: { ingress: true } } });
const apache =
  'LISTEN 0 511 *:80 *:* users:(("apache2",pid=812,fd=4),("apache2",pid=811,fd=4))\n' +
  'LISTEN 0 511 *:443 *:* users:(("apache2",pid=812,fd=6),("apache2",pid=811,fd=6))\n';

describe('the ports of the web router', () => {
  itPlans(
    step,
    { listeners: '' },
    {
      'are free': { scope, finds: [] },
      'are no question where nobody asked for the router': { finds: [] },
      'are those of another program, which would be alone': {
        when: { listeners: apache },
        scope,
        finds: [80, 443].map(
          (port) =>
            `problem: apache2 listens on port ${port}, which the addon ingress takes on every node: nobody would reach apache2 any more`,
        ),
      },
    },
  );
});
