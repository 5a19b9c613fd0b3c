import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/create/k3s-first-server.ts';
import { k3sScope } from '../../support/k3s.ts';
import { planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const first = k3sScope({ at: 'pi-1' });
const version = '"home" with k3s 1.35.4+k3s1';

describe('the first server of k3s', () => {
  itPlans(
    step,
    { state: 'none\n', copy: '' },
    {
      'makes the cluster': {
        scope: first,
        finds: [`change: Create the cluster ${version} (sqlite, for one server)`],
      },
      'makes it for several servers': {
        scope: k3sScope({ at: 'pi-1', all: { role: 'control-plane' } }),
        finds: [`change: Create the cluster ${version} (etcd, for several servers)`],
      },
      'has made it': { when: { state: 'done\n' }, scope: first, finds: [] },
      'is not the second one': { scope: k3sScope({ all: { role: 'control-plane' } }), finds: [] },
      'is none with kubeadm': { finds: [] },
    },
    { undone: 'it asks other nodes, and waits for them' },
  );

  it('makes its tokens itself, for root alone, and keeps those it has', () => {
    const [finding] = planStep(step, { state: 'none\n', copy: '' }, first);
    const { display = '' } = finding?.kind === 'change' ? finding.script : {};
    assert.match(display, /umask 077[\s\S]*\/dev\/urandom[\s\S]*>"\$1\.microcloud"/);
    assert.match(display, /\[ ! -s "\$1" \] \|\| return 0/);
  });
});
