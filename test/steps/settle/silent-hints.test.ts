import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Step } from '../../../src/engine/model.ts';
import held from '../../../src/steps/settle/held-address.ts';
import ready from '../../../src/steps/settle/ready-nodes.ts';
import { clusterAnswer, silentAnswer } from '../../support/cluster-answer.ts';
import { makeScope, planStep } from '../../support/plan.ts';

/** What to do about the waits of a step with these answers. A run puts the node's name in the place of {node}. */
function hints(step: Step, answers: Readonly<Record<string, string>>): readonly string[] {
  const scope = makeScope({ at: 'pi-1', cluster: { sharedAddress: '192.168.0.200' } });
  return planStep(step, answers, scope).flatMap((one) => (one.kind === 'wait' ? one.hint : []));
}

describe('a wait for a cluster that says nothing', () => {
  it('names the machine to look at, where the API is silent', () => {
    assert.deepEqual(hints(ready, { state: silentAnswer('connection refused') }), [
      'Look at the control plane: ssh {node} sudo journalctl -u kubelet -u containerd',
    ]);
  });

  it('names a machine to look at, where nobody has taken the shared address', () => {
    assert.deepEqual(hints(held, { state: clusterAnswer(), answers: '' }), [
      'Look at each control plane: ssh {node} sudo journalctl -u microcloud-entrance.service -u kubelet -u containerd',
    ]);
  });
});
