import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Version } from '../../../src/distributions/version.ts';
import step from '../../../src/steps/addons/publisher-access.ts';
import type { Item } from '../../support/cluster-answer.ts';
import { deployed, managedAnswer, nothingManaged } from '../../support/managed-objects.ts';
import { fileAnswer, makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { kubernetesPrograms } from '../../support/scratch/programs.ts';

const scope = makeScope({ at: 'pi-1' });
const unspread = makeScope({ at: 'pi-1', cloudy: { publish: { ...scope.cloudy.publish, spread: false } } });
const agentOnly = makeScope({ at: 'pi-1', cloudy: { install: 'agent' } });
const object = (kind: string, changed = scope): Item => deployed(step, changed).find((one) => one.kind === kind);

describe("access for Cloudy's publisher", () => {
  itPlans(
    step,
    { objects: managedAnswer(deployed(step, scope)) },
    {
      'is there as it shall be': { scope, finds: [] },
      'is deployed': {
        when: { objects: nothingManaged },
        scope,
        finds: ["change: Deploy access for Cloudy's publisher", "change: Deploy access for Cloudy's pages"],
      },
      'is updated when nodes come or go': {
        scope: unspread,
        finds: ["change: Update access for Cloudy's publisher"],
      },
      'is put back where somebody took rights away': {
        when: {
          objects: managedAnswer(
            deployed(step, scope).filter(({ metadata }) => metadata.name !== 'microcloud:cloudy-publisher'),
          ),
        },
        scope,
        finds: [
          "change: Update access for Cloudy's publisher: ClusterRole microcloud:cloudy-publisher is missing; ClusterRoleBinding microcloud:cloudy-publisher is missing",
        ],
      },
      'is put back where somebody took a policy away': {
        when: {
          objects: managedAnswer(
            deployed(step, scope).filter(({ metadata }) => metadata.name !== 'microcloud-cloudy-scale'),
          ),
        },
        scope,
        finds: [
          "change: Update access for Cloudy's publisher: ValidatingAdmissionPolicy microcloud-cloudy-scale is missing; ValidatingAdmissionPolicyBinding microcloud-cloudy-scale is missing",
        ],
      },
      'is not for pages where there are none': {
        when: { objects: nothingManaged },
        scope: agentOnly,
        finds: ["change: Deploy access for Cloudy's publisher"],
      },
      'is taken from pages that are no longer there': {
        scope: agentOnly,
        finds: ["change: Remove access for Cloudy's pages"],
      },
      'is deployed by the first control plane alone': { when: { objects: nothingManaged }, finds: [] },
      'is left out without Cloudy': {
        when: { objects: nothingManaged },
        scope: makeScope({ at: 'pi-1', all: { cloudy: false } }),
        finds: [],
      },
      'is removed when no node publishes any more': {
        scope: makeScope({ at: 'pi-1', all: { cloudy: false } }),
        finds: ["change: Remove access for Cloudy's publisher"],
      },
    },
    { once: 'the cluster knows', node: { programs: kubernetesPrograms } },
  );

  it('may see Services and create Events, and nothing else', () => {
    assert.deepEqual(object('ClusterRole')?.rules, [
      { apiGroups: [''], resources: ['services'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create'] },
    ]);
  });

  it('lets pages see Services and what runs behind them, and mark and scale', () => {
    const role = deployed(step, scope).find(({ metadata }) => metadata.name === 'microcloud:cloudy-pages');
    assert.deepEqual(role?.rules, [
      { apiGroups: [''], resources: ['services'], verbs: ['list'] },
      { apiGroups: ['apps'], resources: ['deployments', 'statefulsets'], verbs: ['list'] },
      { apiGroups: [''], resources: ['services/status'], verbs: ['patch'] },
      { apiGroups: ['apps'], resources: ['deployments/scale', 'statefulsets/scale'], verbs: ['patch'] },
    ]);
  });

  it('is for the nodes that publish, by a token of an hour', () => {
    const { affinity, volumes } = object('DaemonSet')?.spec.template.spec ?? {};
    const [{ matchExpressions }] =
      affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    assert.deepEqual(matchExpressions[0].values, ['pi-1', 'pi-2', 'pi-3']);
    assert.equal(volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds, 3600);
  });

  it('takes an image that every node has', () => {
    const imageOf = (changed = scope) => object('DaemonSet', changed)?.spec.template.spec.containers[0].image;
    assert.equal(imageOf(), 'registry.k8s.io/pause:3.10.1');
  });

  const config = (line: string) =>
    fileAnswer(`version = 3\n[plugins.'io.containerd.cri.v1.images'.pinned_images]\n  ${line}\n`);
  for (const [title, answer, image] of [
    ['before k3s has run: what its version usually has', '', 'docker.io/rancher/mirrored-pause:3.6'],
    ['what k3s says', config('sandbox = "rancher/mirrored-pause:3.10.2"'), 'docker.io/rancher/mirrored-pause:3.10.2'],
    [
      'what an older containerd is told',
      config('sandbox_image = "rancher/mirrored-pause:3.9"'),
      'docker.io/rancher/mirrored-pause:3.9',
    ],
    [
      'what the setting pause-image says',
      config("sandbox = 'registry.home.arpa:5000/pause:1'"),
      'registry.home.arpa:5000/pause:1',
    ],
    ['nothing that is commented out', config('# sandbox = "evil"'), 'docker.io/rancher/mirrored-pause:3.6'],
  ] as const) {
    it(`takes of k3s the image of its sandboxes, ${title}`, () => {
      const k3s = makeScope({ at: 'pi-1', cluster: { distribution: 'k3s', version: Version.of('1.35.4+k3s1') } });
      const [daemons] = deployed(step, k3s, { image: answer }).filter(({ kind }) => kind === 'DaemonSet');
      assert.equal(daemons?.spec.template.spec.containers[0].image, image);
    });
  }
});
