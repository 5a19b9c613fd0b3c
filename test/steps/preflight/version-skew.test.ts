import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Version } from '../../../src/distributions/version.ts';
import step from '../../../src/steps/preflight/version-skew.ts';
import { k3sScope, programsAnswer } from '../../support/k3s.ts';
import { makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const kubelet = programsAnswer('v1.35.4', 'kubelet');
const asks = (version: string) => makeScope({ cluster: { version: Version.of(version) } });
const k3s = (version: string) => ({ when: { programs: programsAnswer(version) }, scope: k3sScope() });

describe('the version', () => {
  itPlans(
    step,
    { state: 'done\n', programs: kubelet, parts: '' },
    {
      'is the right one': { finds: [] },
      'of a fresh node is none': { when: { state: 'none\n', programs: '' }, finds: [] },
      'of what does not run is replaced': { when: { state: 'none\n' }, scope: asks('1.34.4'), finds: [] },
      'goes on to the next minor': { scope: asks('1.36.3'), finds: [] },
      'skips none': {
        scope: asks('1.37.2'),
        finds: [
          'problem: it has kubeadm 1.35.4, and the inventory asks for 1.37.2: Kubernetes goes from one minor version to the next, and skips none',
        ],
      },
      'never goes back in the middle of an upgrade, when kubelet has not changed yet': {
        when: { parts: 'v1.36.3\nv1.36.3\nv1.35.4\n' },
        finds: [
          'problem: it has kubeadm 1.36.3, and the inventory asks for 1.35.4: Kubernetes cannot go back to an older version',
        ],
      },
      'never goes back, also where somebody has replaced the program': {
        when: { programs: programsAnswer('v1.35.4', 'kubelet', 1_800_000_000) },
        scope: asks('1.34.4'),
        finds: [
          'problem: it has kubeadm 1.35.4, and the inventory asks for 1.34.4: Kubernetes cannot go back to an older version',
        ],
      },
      'never goes back': {
        scope: asks('1.34.4'),
        finds: [
          'problem: it has kubeadm 1.35.4, and the inventory asks for 1.34.4: Kubernetes cannot go back to an older version',
        ],
      },
      'of k3s goes on': { ...k3s('v1.34.6+k3s1'), finds: [] },
      'of k3s skips none': {
        ...k3s('v1.33.9+k3s1'),
        finds: [
          'problem: it has k3s 1.33.9+k3s1, and the inventory asks for 1.35.4+k3s1: Kubernetes goes from one minor version to the next, and skips none',
        ],
      },
    },
  );

  it('says how a node comes back that was away for two upgrades, and to the others what they may ask for', () => {
    const version = Version.of('1.37.2');
    const hintAt = (at: 'pi-1' | 'pi-2') => {
      const [finding] = planStep(
        step,
        { state: 'done\n', programs: kubelet, parts: '' },
        makeScope({ at, cluster: { version } }),
      );
      return finding?.kind === 'problem' ? finding.hint : '';
    };
    const next = 'Set cluster.version to 1.35.4, or to a newer one of the same or the next minor version';
    assert.equal(hintAt('pi-1'), next);
    assert.equal(
      hintAt('pi-2'),
      `If it was away while the others were upgraded: microcloud remove {node} --keep, then: microcloud init. ${next}`,
    );
  });
});
