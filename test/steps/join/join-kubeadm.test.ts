import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/join/join-kubeadm.ts';
import { documentsIn, sharedSecrets } from '../../support/kubeadm.ts';
import { makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const secrets = sharedSecrets;
const three = { role: 'control-plane' } as const;
const documents = (changes: Parameters<typeof makeScope>[0] = {}) =>
  documentsIn(planStep(step, { state: 'none\n' }, makeScope({ secrets, ...changes })));

describe('joining', () => {
  itPlans(
    step,
    { state: 'none\n' },
    {
      'is done by a worker': {
        scope: makeScope({ secrets }),
        finds: ['change: Join the cluster "home" as a worker'],
      },
      'is done by a further control plane': {
        scope: makeScope({ all: three, secrets }),
        finds: ['change: Join the cluster "home" as a control plane'],
      },
      'is done again when a try was interrupted': {
        when: { state: 'interrupted\n' },
        scope: makeScope({ secrets }),
        finds: ['change: Join the cluster "home" as a worker, after resetting an interrupted try'],
      },
      'is over': { when: { state: 'done\n' }, finds: [] },
      'is nothing for the node that makes the cluster': { scope: makeScope({ at: 'pi-1' }), finds: [] },
      'is not done by kubeadm for k3s': { scope: makeScope({ cluster: { distribution: 'k3s' } }), finds: [] },
    },
    { undone: 'it asks other nodes, and waits for them' },
  );

  it('lets a worker find the cluster and prove that it may join', () => {
    const { JoinConfiguration } = documents();
    assert.deepEqual(JoinConfiguration?.discovery.bootstrapToken, {
      token: 'abcdef.0123456789abcdef',
      apiServerEndpoint: '192.168.0.201:6443',
      caCertHashes: [`sha256:${'0'.repeat(64)}`],
    });
    assert.deepEqual(JoinConfiguration?.nodeRegistration, {
      name: 'pi-2',
      criSocket: 'unix:///run/containerd/containerd.sock',
      ignorePreflightErrors: [],
    });
    assert.equal(JoinConfiguration?.controlPlane, undefined);
  });

  it('gives a further control plane its certificates, at its own address', () => {
    const { JoinConfiguration } = documents({ all: three, node: { address: '192.168.0.212' } });
    assert.deepEqual(JoinConfiguration?.controlPlane, {
      localAPIEndpoint: { advertiseAddress: '192.168.0.212' },
      certificateKey: 'c'.repeat(64),
    });
  });

  it('lets pods run on control planes where there are no workers', () => {
    assert.deepEqual(documents({ all: three }).JoinConfiguration?.nodeRegistration.taints, []);
    const beside = documents({ node: three });
    assert.ok(beside.JoinConfiguration?.controlPlane);
    assert.equal(beside.JoinConfiguration?.nodeRegistration.taints, undefined);
  });

  it('shows no secret', () => {
    const [finding] = planStep(step, { state: 'none\n' }, makeScope({ all: three, secrets }));
    assert.ok(finding?.kind === 'change');
    for (const { label, reveal } of [secrets.joinToken, secrets.caCertHash, secrets.certificateKey]) {
      assert.ok(finding.script.wire.includes(reveal()), label);
      assert.ok(!finding.script.display.includes(reveal()), label);
      assert.ok(finding.script.display.includes(`<${label}>`), label);
    }
  });

  it('says which node cannot reach what, before kubeadm would be silent for minutes', () => {
    const [finding] = planStep(step, { state: 'none\n' }, makeScope({ cluster: { endpoint: 'api.home.arpa' } }));
    assert.ok(finding?.kind === 'change');
    const { display } = finding.script;
    assert.match(display, /\$0\/\$1' api\.home\.arpa 6443 /);
    assert.match(display, /pi-2 cannot reach the Kubernetes API[\s\S]*^kubeadm join/m);
  });
});
