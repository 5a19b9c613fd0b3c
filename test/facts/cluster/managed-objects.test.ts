import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { factsIn } from '../../../src/engine/answers.ts';
import { questionsOf } from '../../../src/engine/compile.ts';
import { clusterState } from '../../../src/facts/cluster/cluster-state.ts';
import { managedFields, managedObjects } from '../../../src/facts/cluster/managed-objects.ts';
import { packageRoot } from '../../../src/package-root.ts';
import type { Document } from '../../../src/resources/manifest.ts';
import { manifestDocuments } from '../../../src/resources/manifest-documents.ts';
import flannel from '../../../src/steps/addons/flannel.ts';
import { managedAnswer } from '../../support/managed-objects.ts';
import { makeScope } from '../../support/plan.ts';

const kubeadm = { distribution: 'kubeadm' } as const;
const config = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'text',
    namespace: 'page',
    creationTimestamp: '2026-11-29T08:00:00Z',
    labels: { 'microcloud.cloudy/objects': 'page' },
    managedFields: [{ time: '2026-11-29T09:00:00Z' }, { time: '2026-11-29T08:30:00Z' }],
  },
  data: { title: 'Tab\tand\nline' },
};
const id = (kind: string, name: string) => ({ apiVersion: 'v1', kind, namespace: '', name });
const page = managedObjects(kubeadm, 'page', [id('Namespace', 'page')]);
const wiki = managedObjects(kubeadm, 'wiki', [id('Namespace', 'wiki')]);

describe('objects that microcloud applies', () => {
  it('are asked by their names, all sets with the kubectl that every run needs', () => {
    const [question, ...others] = questionsOf([clusterState(makeScope()), page, wiki]);
    assert.deepEqual(others, []);
    const wire = question?.script.wire ?? '';
    assert.match(wire, /printf %s '\{"apiVersion":"v1","kind":"List".*\| .* kubectl get -f - --ignore-not-found -o /);
    for (const name of ['page', 'wiki', 'kube-system', 'pi-1', 'coredns'])
      assert.ok(wire.includes(`"metadata":{"name":"${name}"`), name);
  });

  it('are asked for once, where a workload of a set is also one of the cluster', () => {
    const scope = makeScope({ at: 'pi-1' });
    const [question] = questionsOf([clusterState(scope), ...factsIn(flannel.needs(scope))]);
    assert.equal(question?.script.wire.split('"name":"kube-flannel-ds"').length, 2);
  });

  it('show their fields, and when somebody last changed them', () => {
    const state = page.parse(managedAnswer([config]));
    assert.ok(state.kind === 'running');
    assert.deepEqual(state.objects, [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        namespace: 'page',
        name: 'text',
        created: '2026-11-29T08:00:00Z',
        changed: '2026-11-29T09:00:00Z',
        fields: { metadata: { labels: config.metadata.labels, annotations: {} }, data: config.data },
      },
    ]);
  });

  it('have only fields that are asked for, in every manifest', () => {
    const folder = join(packageRoot, 'templates');
    const manifests = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
    assert.ok(manifests.length > 10);
    const known: readonly string[] = ['apiVersion', 'kind', 'metadata', ...managedFields];
    for (const file of manifests) {
      for (const object of manifestDocuments(file) as readonly Document[]) {
        for (const field of Object.keys(object)) assert.ok(known.includes(field), `${file}: ${object.kind} ${field}`);
        const { name: _, namespace: __, ...metadata } = object.metadata;
        for (const field of Object.keys(metadata)) assert.ok(['labels', 'annotations'].includes(field), field);
      }
    }
  });
});
