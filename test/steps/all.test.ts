import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf } from '../../src/engine/plan.ts';
import { loadPhases, phaseRows, removalNames } from '../../src/steps/phases.ts';
import { makeScope } from '../support/plan.ts';
import { assertShell } from '../support/shell.ts';

const scopes = {
  'a worker with kubeadm': makeScope(),
  'a control plane with kubeadm': makeScope({ node: { role: 'control-plane' } }),
  'a control plane with k3s': makeScope({ node: { role: 'control-plane' }, cluster: { distribution: 'k3s' } }),
  'a static address, no Docker': makeScope({
    node: { address: '192.168.0.212', staticAddress: '192.168.0.212', docker: false, swap: 'keep' },
  }),
};

describe('the questions of all steps', async () => {
  for (const name of [...phaseRows.map((row) => row.name), ...Object.values(removalNames).flat()]) {
    const phases = await loadPhases([name]);
    it(`of ${name} are found`, () => assert.ok((phases[0]?.steps.length ?? 0) > 0));
    for (const [title, scope] of Object.entries(scopes)) {
      it(`of ${name} are sound shell for ${title}`, () => assertShell({ facts: factsOf(phases, scope) }));
    }
  }
});
