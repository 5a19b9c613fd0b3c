import { describe } from 'node:test';
import step from '../../../src/steps/preflight/membership.ts';
import { k3sScope } from '../../support/k3s.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const rest = 'what is there must be removed first';

describe('a node', () => {
  itPlans(
    step,
    { memberships: '' },
    {
      'may be in no cluster': { finds: [] },
      'may be in the one that is wanted': { when: { memberships: 'kubeadm worker\n' }, finds: [] },
      'is not in that of another distribution': {
        when: { memberships: 'kubeadm worker\n' },
        scope: k3sScope(),
        finds: [`problem: it is in a cluster of kubeadm, and the inventory wants k3s: ${rest}`],
      },
      'does not change its role on the way': {
        when: { memberships: 'k3s worker\n' },
        scope: k3sScope({ node: { role: 'control-plane' } }),
        finds: [`problem: it is in the cluster as a worker, and the inventory wants a control plane: ${rest}`],
      },
      'must leave its cluster before it becomes a proxy': {
        when: { memberships: 'kubeadm worker\n' },
        scope: makeScope({ at: 'gate-1', proxies: 1 }),
        finds: [`problem: it is in the cluster as a worker, and the inventory wants a proxy: ${rest}`],
      },
    },
  );
});
