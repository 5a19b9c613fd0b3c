import { describe } from 'node:test';
import step from '../../../src/steps/preflight/nfs-kernel.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const cluster = { addons: { nfs: { node: 'pi-1' } } };
const keeper = makeScope({ at: 'pi-1', cluster });
const other = makeScope({ cluster });

describe('NFS in the kernel', () => {
  itPlans(
    step,
    { kernel: 'nfs\nnfsd\n' },
    {
      'is there': { scope: keeper, finds: [] },
      'is no question where nobody asked for the addon': { when: { kernel: '' }, finds: [] },
      'is missing, and nothing changes on any node': {
        when: { kernel: '\n' },
        scope: keeper,
        finds: ['problem: its kernel lacks nfs and nfsd, which the addon nfs needs'],
      },
      'need not have a server on a node that only has the folder': {
        when: { kernel: 'nfs\n' },
        scope: other,
        finds: [],
      },
      'must have one on the node that keeps the folder': {
        when: { kernel: 'nfs\n' },
        scope: keeper,
        finds: ['problem: its kernel lacks nfsd, which the addon nfs needs'],
      },
      'is told after the next boot where its modules are gone until then': {
        when: { kernel: 'gone\n' },
        scope: keeper,
        finds: [],
      },
    },
  );
});
