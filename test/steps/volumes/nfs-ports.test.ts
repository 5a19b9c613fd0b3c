import { describe } from 'node:test';
import step from '../../../src/steps/volumes/nfs-ports.ts';
import { makeScope, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const scope = makeScope({ cluster: { addons: { nfs: { node: 'pi-1' } } } });
const masked = unitAnswer({ load: 'masked', active: 'inactive', enablement: 'masked', started: '' });
const base = { others: 'settings\n', socket: masked, service: masked, locks: masked };
const open = { socket: unitAnswer(), service: unitAnswer(), locks: unitAnswer({ active: 'inactive', started: '' }) };

describe('the ports of old NFS', () => {
  itPlans(step, base, {
    'are closed': { scope, finds: [] },
    'are closed where their packages have just opened them': {
      when: open,
      scope,
      finds: ['change: Close port 111, which NFS 4 does not need'],
      calls: [
        'systemctl disable --now rpcbind.socket rpcbind.service rpc-statd.service',
        'systemctl mask rpcbind.socket rpcbind.service rpc-statd.service',
      ],
    },
    'stay open for folders of somebody else': { when: { ...open, others: 'settings\nothers\n' }, scope, finds: [] },
    'stay open in Debian 11, whose server cannot do without': { when: { ...open, others: '\n' }, scope, finds: [] },
    'are nobody’s business without the addon': { when: open, finds: [] },
  });
});
