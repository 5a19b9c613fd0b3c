import { describe } from 'node:test';
import { Version } from '../../../src/distributions/version.ts';
import step from '../../../src/steps/preflight/version-support.ts';
import { k3sScope, programsAnswer } from '../../support/k3s.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const asks = (version: string, at: 'pi-1' | 'pi-2' = 'pi-1') =>
  makeScope({ at, cluster: { version: Version.of(version) } });
const asksK3s = (version: string) => k3sScope({ at: 'pi-1', cluster: { version: Version.of(version) } });

const unpinned = (what: string) =>
  `note: ${what}: microcloud has no sums of its own for some of its files. Those come from their publishers only, over HTTPS, or from where artifacts.sums vouches for them`;

const untestedK3s = 'note: k3s 1.36.4+k3s1: newer than what was tested, 1.36.3+k3s1';

describe('a version that gets fixes', () => {
  itPlans(
    step,
    { state: 'none\n', programs: '', architecture: 'arm64\n' },
    {
      'is the tested one': { scope: asks('1.37.2', 'pi-2'), finds: [] },
      'has one note where microcloud has no sums of its own for it': {
        scope: asks('1.37.2'),
        finds: [unpinned('Kubernetes 1.37.2')],
      },
      'has no such note for k3s where its sums are known': { scope: asksK3s('1.36.4+k3s1'), finds: [untestedK3s] },
      'has such a note for k3s on an architecture without sums': {
        when: { architecture: 'armhf\n' },
        scope: asksK3s('1.36.4+k3s1'),
        finds: [untestedK3s, unpinned('k3s 1.36.4+k3s1')],
      },
      'may be one that came out later': {
        scope: asks('1.37.5'),
        finds: ['note: Kubernetes 1.37.5: newer than what was tested, 1.37.2', unpinned('Kubernetes 1.37.5')],
      },
      'has no note on a node that has it already': {
        when: { state: 'done\n', programs: programsAnswer('v1.37.5', 'kubelet') },
        scope: asks('1.37.5'),
        finds: [],
      },
      'is needed for a new cluster': {
        scope: asks('1.34.13'),
        finds: [
          'problem: Kubernetes 1.34.13 would be a new cluster of a version that has had no fixes since 2026-10-27',
        ],
      },
      'is needed for a new cluster of k3s': {
        scope: asksK3s('1.34.9+k3s1'),
        finds: ['problem: k3s 1.34.9+k3s1 would be a new cluster of a version that has had no fixes since 2026-10-27'],
      },
      'is not needed where the cluster runs': {
        when: { state: 'done\n', programs: programsAnswer('v1.34.4', 'kubelet') },
        scope: asks('1.34.4'),
        finds: [],
      },
      'is not needed by a node that joins such a cluster, which has a note': {
        scope: asks('1.34.4', 'pi-2'),
        finds: [
          'note: Kubernetes 1.34.4: this version has had no fixes since 2026-10-27',
          "note: Kubernetes 1.34.4: not run in microcloud's own tests; tested: 1.37.2, 1.36.4, 1.35.4",
        ],
      },
    },
  );
});
