import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Scope } from '../../../src/engine/model.ts';
import step from '../../../src/steps/join/join-k3s.ts';
import { k3sScope } from '../../support/k3s.ts';
import { sharedSecrets as secrets } from '../../support/kubeadm.ts';
import { planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const all = { role: 'control-plane' } as const;
const scriptOf = (scope: Scope) => {
  const [finding] = planStep(step, { state: 'none\n' }, scope);
  assert.ok(finding?.kind === 'change');
  return finding.script;
};

describe('joining k3s', () => {
  itPlans(
    step,
    { state: 'none\n' },
    {
      'is done by a worker': { scope: k3sScope({ secrets }), finds: ['change: Join the cluster "home" as a worker'] },
      'is done by a further server': {
        scope: k3sScope({ all, secrets }),
        finds: ['change: Join the cluster "home" as a control plane'],
      },
      'is done already': { when: { state: 'done\n' }, scope: k3sScope(), finds: [] },
      'is not done by the first server': { scope: k3sScope({ at: 'pi-1' }), finds: [] },
      'is not done by k3s for kubeadm': { finds: [] },
    },
    { undone: 'it asks other nodes, and waits for them' },
  );

  it('gives a worker no token of servers', () => {
    const { wire, display } = scriptOf(k3sScope({ secrets }));
    assert.ok(wire.includes(secrets.agentToken.reveal()));
    assert.ok(!wire.includes(secrets.serverToken.reveal()));
    assert.ok(!display.includes(secrets.agentToken.reveal()));
  });

  it("gives a server both tokens, the agents' without the sum of the CA", () => {
    const { wire, display } = scriptOf(k3sScope({ all, secrets }));
    assert.ok(wire.includes(secrets.serverToken.reveal()));
    assert.match(wire, /printf %s a{32} >\/etc\/rancher\/k3s\/agent-token/);
    assert.doesNotMatch(display, /a{32}|5{32}/);
  });

  it('first looks whether a k3s answers, and whether the clocks agree', () => {
    const { display } = scriptOf(k3sScope({ cluster: { endpoint: 'cloud.home.arpa:6443' } }));
    const parts = [
      /\$0\/\$1' cloud\.home\.arpa 6443/,
      /no k3s answers there/,
      /The clocks of pi-2/,
      /restart k3s-agent/,
    ];
    const places = parts.map((part) => display.search(part));
    assert.ok(places.every((place) => place > 0));
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
  });
});
