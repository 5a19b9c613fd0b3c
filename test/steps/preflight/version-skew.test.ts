import { describe } from 'node:test';
import { Version } from '../../../src/distributions/version.ts';
import step from '../../../src/steps/preflight/version-skew.ts';
import { k3sScope, programsAnswer } from '../../support/k3s.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const kubelet = programsAnswer('v1.35.4', 'kubelet');
const asks = (version: string) => makeScope({ cluster: { version: Version.of(version) } });
const k3s = (version: string) => ({ when: { programs: programsAnswer(version) }, scope: k3sScope() });

describe('the version', () => {
  itPlans(
    step,
    { state: 'done\n', programs: kubelet },
    {
      'is the right one': { finds: [] },
      'of a fresh node is none': { when: { state: 'none\n', programs: '' }, finds: [] },
      'of what does not run is replaced': { when: { state: 'none\n' }, scope: asks('1.34.4'), finds: [] },
      'with kubeadm stays for now': {
        scope: asks('1.36.3'),
        finds: [
          'problem: it has Kubernetes 1.35.4, and the inventory asks for 1.36.3: microcloud does not upgrade clusters of kubeadm yet',
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
});
