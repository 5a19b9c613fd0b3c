import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Version } from '../../../src/distributions/version.ts';
import step from '../../../src/steps/upgrade/kubeadm-upgrade.ts';
import { silentAnswer } from '../../support/cluster-answer.ts';
import { fixture } from '../../support/fixture.ts';
import { documentsIn } from '../../support/kubeadm.ts';
import { managedAnswer } from '../../support/managed-objects.ts';
import { fileAnswer, makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const programs = fixture('simulated-trixie/programs');
const configured = (version: string) =>
  managedAnswer([
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: 'kube-system', name: 'kubeadm-config' },
      data: { ClusterConfiguration: `kind: ClusterConfiguration\nkubernetesVersion: ${version}\n` },
    },
  ]);
const partsOf = (...versions: readonly string[]) => versions.map((version) => `${version}\n`).join('');
const old = partsOf('v1.35.4', 'v1.35.4', 'v1.35.4');
const renewed = partsOf('v1.36.3', 'v1.36.3', 'v1.36.3');
const base = {
  state: 'done\n',
  architecture: 'arm64\n',
  programs,
  parts: '',
  mark: '',
  objects: configured('v1.35.4'),
};
const wanted = { cluster: { version: Version.of('1.36.3') } };
const worker = makeScope(wanted);
const leader = makeScope({ at: 'pi-1', ...wanted });
const all = { role: 'control-plane' } as const;
const second = makeScope({ at: 'pi-2', all, ...wanted });
const newPrograms = programs.replaceAll('v1.35.4', 'v1.36.3');
const lone = 'change: Upgrade Kubernetes from v1.35.4 to v1.36.3: its API is away for about a minute, pods go on';
const several = 'change: Upgrade Kubernetes from v1.35.4 to v1.36.3';
const [kubectl, kubelet] = ['kubectl', 'kubelet'].map((name) => `change: Upgrade ${name} from v1.35.4 to v1.36.3`);
const ofPlane = { when: { parts: old }, scope: leader };

describe('Kubernetes that runs already', () => {
  itPlans(
    step,
    base,
    {
      'is left as it is on a worker': { finds: [] },
      'is left as it is on a control plane': { scope: makeScope({ at: 'pi-1' }), when: { parts: old }, finds: [] },
      'is none before the node has joined': { when: { state: 'none\n' }, scope: worker, finds: [] },
      'gets kubelet on a worker': { scope: worker, finds: [kubelet!] },
      'gets its parts first on a control plane, and says that the API is away': {
        ...ofPlane,
        finds: [lone, kubectl!, kubelet!],
      },
      'has an API that answers all the time where there are several control planes': {
        when: { parts: old },
        scope: second,
        finds: [several, kubectl!, kubelet!],
      },
      'goes on with the programs where its parts are done': {
        when: { parts: renewed, objects: configured('v1.36.3') },
        scope: leader,
        finds: [kubectl!, kubelet!],
      },
      'goes on with the parts that are old': {
        when: { parts: partsOf('v1.36.3', 'v1.35.4', 'v1.36.3'), programs: newPrograms },
        scope: leader,
        finds: [lone],
      },
      'goes on where the cluster does not know its version yet': {
        when: { parts: renewed, programs: newPrograms },
        scope: leader,
        finds: [lone],
      },
      'goes on where kubeadm was interrupted and all parts look done': {
        when: { parts: renewed, programs: newPrograms, objects: configured('v1.36.3'), mark: fileAnswer('') },
        scope: leader,
        finds: ['change: Upgrade Kubernetes to v1.36.3: its API is away for about a minute, pods go on'],
      },
      'is done when the parts say so and the API is silent': {
        when: { parts: renewed, programs: newPrograms, objects: silentAnswer('the API does not answer') },
        scope: leader,
        finds: [],
      },
    },
    { undone: 'kubeadm changes what runs: test/lab/upgrade shows it' },
  );

  it('is drained for it', () => {
    const found = planStep(step, { ...base, parts: old }, leader);
    assert.deepEqual(
      found.map((finding) => finding.kind === 'change' && finding.drain),
      [true, true, true],
    );
  });

  for (const [title, scope, objects, verb] of [
    ['begins on the leader', leader, configured('v1.35.4'), /kubeadm upgrade apply --yes --config/],
    ['follows on other control planes', second, configured('v1.35.4'), /kubeadm upgrade node --config/],
    ['follows on a leader that was away meanwhile', leader, configured('v1.36.3'), /kubeadm upgrade node --config/],
  ] as const) {
    it(title, () => {
      const [finding] = planStep(step, { ...base, parts: old, objects }, scope);
      assert.ok(finding?.kind === 'change');
      assert.match(finding.script.display, verb);
    });
  }

  it('lets another control plane have the shared address before its API ends', () => {
    const [finding] = planStep(step, { ...base, parts: old }, second);
    assert.ok(finding?.kind === 'change');
    assert.match(finding.script.display, /"\$pausing"' EXIT[\s\S]*hand-address-over[\s\S]*\nupgrade\n/);
  });

  it('has a quarter of an hour for each part: a card is slow', () => {
    const { UpgradeConfiguration: document } = documentsIn(planStep(step, { ...base, parts: old }, leader));
    assert.equal(document.apiVersion, 'kubeadm.k8s.io/v1beta4');
    assert.equal(document.apply.kubernetesVersion, 'v1.36.3');
    assert.equal(document.timeouts.upgradeManifests, '15m0s');
  });

  it('takes the verified copy of kubelet', () => {
    const [finding] = planStep(step, base, worker);
    const { artifact } = finding?.kind === 'change' ? finding : {};
    assert.equal(artifact?.origin, 'https://dl.k8s.io/release/v1.36.3/bin/linux/arm64/kubelet');
  });
});
