import { describe } from 'node:test';
import step from '../../../src/steps/preflight/iptables.ts';
import { itPlans } from '../../support/rows.ts';

describe('iptables', () => {
  itPlans(
    step,
    { rules: '\n' },
    {
      'takes a node without legacy tables': { finds: [] },
      'takes legacy rules alone': { when: { rules: '12 0\n' }, finds: [] },
      'takes nft rules beside empty legacy tables': { when: { rules: '0 30\n' }, finds: [] },
      'refuses rules in both': {
        when: { rules: '12 30\n' },
        finds: [
          'problem: it has firewall rules in both iptables-legacy (12) and iptables-nft (30): a packet must pass both',
        ],
      },
    },
  );
});
