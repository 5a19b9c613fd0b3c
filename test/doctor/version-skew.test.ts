import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Version } from '../../src/distributions/version.ts';
import { diagnosisOf, withoutConsequences } from '../../src/doctor/diagnosis.ts';
import { loadChecks } from '../../src/doctor/themes.ts';
import type { Scope, Step } from '../../src/engine/model.ts';
import access from '../../src/steps/addons/publisher-access.ts';
import images from '../../src/steps/kubernetes/images-of-kubernetes.ts';
import k3sImages from '../../src/steps/kubernetes/k3s-images.ts';
import programs from '../../src/steps/kubernetes/programs-of-kubernetes.ts';
import skew from '../../src/steps/preflight/version-skew.ts';
import containerd from '../../src/steps/runtime/containerd-config.ts';
import k3sUpgrade from '../../src/steps/upgrade/k3s-upgrade.ts';
import kubeadmUpgrade from '../../src/steps/upgrade/kubeadm-upgrade.ts';
import { fixture } from '../support/fixture.ts';
import { k3sScope, linksWith, programsAnswer } from '../support/k3s.ts';
import { deployed, managedAnswer } from '../support/managed-objects.ts';
import { fileAnswer, makeScope, planStep, unitAnswer } from '../support/plan.ts';

const checks = await loadChecks();
const checkOf = (id: string) => checks.find((check) => check.id === id) ?? assert.fail(`no check ${id}`);

const kubeadm = (version: string) => makeScope({ at: 'pi-1', cluster: { version: Version.of(version) } });
const k3s = (version: string) => k3sScope({ at: 'pi-1', cluster: { version: Version.of(version) } });

/** What a node answers that is as 1.35.4 wants it, by the step that asks. */
const unit = unitAnswer();
const debian = '1.7.24~ds1-6+deb13u1';
const [configured] = planStep(containerd, { config: '', unit, debian, docker: '' }, kubeadm('1.35.4'));
const config = configured?.kind === 'change' ? (configured.after ?? '') : '';
const kubeadmNode = { architecture: 'arm64\n', programs: fixture('simulated-trixie/programs'), state: 'done\n' };
const k3sNode = { architecture: 'arm64\n', programs: programsAnswer('v1.35.4+k3s1') };

const rows: readonly {
  readonly step: Step;
  readonly answers: Readonly<Record<string, string>>;
  readonly scope: (version: string) => Scope;
  readonly has: string;
  readonly asks: string;
}[] = [
  ...[
    { step: containerd, answers: { config: fileAnswer(config, { modified: 0 }), unit, debian, docker: '' } },
    { step: access, answers: { objects: managedAnswer(deployed(access, kubeadm('1.35.4'))) } },
    { step: images, answers: { architecture: 'amd64\n', listed: '', images: fixture('simulated-trixie/images') } },
    { step: programs, answers: kubeadmNode },
    {
      step: kubeadmUpgrade,
      answers: { ...kubeadmNode, parts: 'v1.35.4\nv1.35.4\n', mark: '', objects: managedAnswer([]) },
    },
  ].map((one) => ({ ...one, scope: kubeadm, has: '1.35.4', asks: '1.37.2' })),
  ...[
    {
      step: k3sUpgrade,
      answers: {
        ...k3sNode,
        state: 'done\n',
        datastore: 'none\n',
        links: linksWith('192.168.0.201'),
        config: fileAnswer('', { modified: 0 }),
      },
    },
    {
      step: k3sImages,
      answers: { architecture: 'arm64\n', installed: programsAnswer('v1.35.4+k3s1', 'k3s-airgap-images.tar.zst') },
    },
  ].map((one) => ({ ...one, scope: k3s, has: '1.35.4+k3s1', asks: '1.34.4+k3s1' })),
];

describe('a version that init refuses', () => {
  for (const { step, answers, scope, has, asks } of rows) {
    it(`is the only finding when "${step.title}" differs for no other reason (${step.id})`, () => {
      const changed = planStep(step, answers, scope(asks));
      const ids = [...new Set(changed.map(({ id }) => id ?? step.id))];
      assert.notDeepEqual(ids, [], 'the step does not depend on the version');
      assert.deepEqual(planStep(step, answers, scope(has)), []);
      const found = [skew.id, ...ids].map((id) => diagnosisOf(checkOf(id), 'pi-1', {}));
      assert.deepEqual(
        withoutConsequences(found).map(({ check }) => check.id),
        [skew.id],
      );
    });
  }

  it('hides no fault of another node', () => {
    const found = [
      diagnosisOf(checkOf(skew.id), 'pi-1', {}),
      ...['cri.config', 'kubelet.programs'].map((id) => diagnosisOf(checkOf(id), 'pi-2', {})),
    ];
    assert.equal(withoutConsequences(found).length, found.length);
  });

  it('hides nothing that differs for another reason', () => {
    for (const id of ['cri.socket', 'cri.registries', 'pub.config', 'kernel.modules', 'node.ready']) {
      const found = [skew.id, id].map((one) => diagnosisOf(checkOf(one), 'pi-1', {}));
      assert.equal(withoutConsequences(found).length, 2, id);
    }
  });
});
