import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { Version } from '../../../src/distributions/version.ts';
import step from '../../../src/steps/addons/publisher.ts';
import { clusterAnswer } from '../../support/cluster-answer.ts';
import { makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const scope = makeScope({ at: 'pi-1' });
const absent = clusterAnswer();

/** The objects that it would send. */
function objects(changed = scope): readonly ReturnType<typeof JSON.parse>[] {
  const [finding] = planStep(step, { state: absent }, changed);
  const text = finding?.kind === 'change' ? (/^printf %s '([\s\S]*)' \|/.exec(finding.script.wire)?.[1] ?? '') : '';
  return parseAllDocuments(text.replaceAll(`'\\''`, `'`)).map((document) => document.toJS());
}
const object = (kind: string, changed = scope) => objects(changed).find((one) => one.kind === kind);

const { annotations } = object('DaemonSet')?.metadata ?? {};
const running = clusterAnswer((items) => {
  items.publisher = { kind: 'DaemonSet', metadata: { namespace: 'microcloud', name: 'cloudy-publisher', annotations } };
});

describe("access for Cloudy's publisher", () => {
  itPlans(
    step,
    { state: running },
    {
      'is there as it shall be': { scope, finds: [] },
      'is deployed': {
        when: { state: absent },
        scope,
        finds: ["change: Deploy access for Cloudy's publisher"],
      },
      'is updated when nodes come or go': {
        scope: makeScope({ at: 'pi-1', cloudy: { publish: { ...scope.cloudy.publish, spread: false } } }),
        finds: ["change: Update access for Cloudy's publisher"],
      },
      'is deployed by the first control plane alone': { when: { state: absent }, finds: [] },
      'is left out without Cloudy': {
        when: { state: absent },
        scope: makeScope({ at: 'pi-1', all: { cloudy: false } }),
        finds: [],
      },
    },
  );

  it('may see Services and create Events, and nothing else', () => {
    assert.deepEqual(object('ClusterRole')?.rules, [
      { apiGroups: [''], resources: ['services'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create'] },
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
    const k3s = makeScope({ at: 'pi-1', cluster: { distribution: 'k3s', version: Version.of('1.35.4+k3s1') } });
    assert.equal(imageOf(k3s), 'docker.io/rancher/mirrored-pause:3.6');
  });
});
