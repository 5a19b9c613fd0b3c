import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Version } from '../../../src/distributions/version.ts';
import step from '../../../src/steps/kubernetes/programs-of-kubernetes.ts';
import { fixture } from '../../support/fixture.ts';
import { makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const installed = fixture('simulated-trixie/programs');
const replaced = installed.replace(/(kubelet \d+) \d+\n$/, '$1 1800000000\n');
const base = { architecture: 'arm64\n', programs: installed, state: 'none\n' };

describe('programs of Kubernetes', () => {
  itPlans(step, base, {
    'are there': { finds: [] },
    'are there on a control plane, with kubectl': { scope: makeScope({ at: 'pi-1' }), finds: [] },
    'are installed on a fresh worker': {
      when: { programs: '' },
      finds: ['change: Install kubeadm v1.35.4', 'change: Install kubelet v1.35.4'],
    },
    'are installed on a fresh control plane': {
      when: { programs: '' },
      scope: makeScope({ at: 'pi-1' }),
      finds: ['kubeadm', 'kubelet', 'kubectl'].map((name) => `change: Install ${name} v1.35.4`),
    },
    'are replaced by the wanted version': {
      scope: makeScope({ cluster: { version: Version.of('1.36.3') } }),
      finds: ['kubeadm', 'kubelet'].map((name) => `change: Install ${name} v1.36.3, now v1.35.4`),
    },
    'are left to the upgrade where the node runs in a cluster, but for kubeadm': {
      when: { state: 'done\n' },
      scope: makeScope({ at: 'pi-1', cluster: { version: Version.of('1.36.3') } }),
      finds: ['change: Install kubeadm v1.36.3, now v1.35.4'],
    },
    'are left to it also where somebody replaced one': {
      when: { state: 'done\n', programs: replaced },
      scope: makeScope({ cluster: { version: Version.of('1.36.3') } }),
      finds: ['change: Install kubeadm v1.36.3, now v1.35.4'],
    },
    'are installed again in a cluster when somebody replaced one': {
      when: { state: 'done\n', programs: replaced },
      finds: ['change: Install kubelet v1.35.4'],
    },
    'are installed again when somebody replaced one': {
      when: { programs: replaced },
      finds: ['change: Install kubelet v1.35.4'],
    },
    'are none for k3s': { when: { programs: '' }, scope: makeScope({ cluster: { distribution: 'k3s' } }), finds: [] },
  });

  it('need the verified copy for the userland of the node', () => {
    const [finding] = planStep(step, { ...base, programs: '' });
    const { artifact } = finding?.kind === 'change' ? finding : {};
    assert.equal(artifact?.origin, 'https://dl.k8s.io/release/v1.35.4/bin/linux/arm64/kubeadm');
  });
});
