import { describe } from 'node:test';
import step from '../../../src/steps/preflight/member-name.ts';
import { certificateOf } from '../../support/certificate.ts';
import { itPlans } from '../../support/rows.ts';

describe('the name of a member', () => {
  itPlans(
    step,
    { memberName: certificateOf('/O=system:nodes/CN=system:node:pi-2') },
    {
      'is that of the inventory': { finds: [] },
      'is none before it joins': { when: { memberName: '' }, finds: [] },
      'cannot change while it is a member': {
        when: { memberName: certificateOf('/O=system:nodes/CN=system:node:kiosk') },
        finds: ['problem: its cluster knows it as kiosk, and the inventory calls it pi-2: a member keeps its name'],
      },
      "is not told by somebody else's certificate": { when: { memberName: certificateOf('/CN=admin') }, finds: [] },
    },
  );
});
