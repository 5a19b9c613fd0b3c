import { describe, it } from 'node:test';
import { factsOf } from '../../src/engine/plan.ts';
import { loadPhases, phaseNames } from '../../src/steps/phases.ts';
import { makeScope } from '../support/plan.ts';
import { assertShell } from '../support/shell.ts';

const scopes = {
  'a worker with kubeadm': makeScope(),
  'a control plane with kubeadm': makeScope({ node: { role: 'control-plane' } }),
  'a control plane with k3s': makeScope({ node: { role: 'control-plane' }, cluster: { distribution: 'k3s' } }),
  'a static address, no Docker': makeScope({ node: { staticAddress: '192.168.0.212', docker: false, swap: 'keep' } }),
};

describe('the questions of all steps', async () => {
  for (const name of phaseNames) {
    const phases = await loadPhases([name]);
    for (const [title, scope] of Object.entries(scopes)) {
      it(`of ${name} are sound shell for ${title}`, () => assertShell({ facts: factsOf(phases, scope) }));
    }
  }
});
