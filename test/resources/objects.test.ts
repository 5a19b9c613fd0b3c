import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { defineStep } from '../../src/engine/model.ts';
import type { Document } from '../../src/resources/manifest.ts';
import { markedObject } from '../../src/resources/object-set.ts';
import { ensureNoObjects, ensureObjects, objectsFact } from '../../src/resources/objects.ts';
import { type Item, silentAnswer } from '../support/cluster-answer.ts';
import { asStored, deployed, managedAnswer, nothingManaged } from '../support/managed-objects.ts';
import { makeScope, planStep } from '../support/plan.ts';
import { itPlans } from '../support/rows.ts';
import { kubernetesPrograms } from '../support/scratch/programs.ts';

const scratch = { once: 'the cluster knows', node: { programs: kubernetesPrograms } };

const manifest = `apiVersion: v1
kind: Namespace
metadata: {name: page}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: text, namespace: page}
data: {title: Welcome}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: page}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: ServiceAccount, name: page, namespace: page}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: web, namespace: page}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: 'web:1', resources: {limits: {memory: 64Mi}}}]
      volumes: [{name: text, configMap: {name: text}}]
`;

const page = { name: 'page', title: 'the page' };
const documentsIn = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as Document);

/** A step that wants these objects, as the steps of addons are. */
const wanting = (text: string) =>
  defineStep({
    id: 'kernel.modules',
    title: 'Page',
    needs: ({ cluster }) => ({ objects: objectsFact(cluster, { ...page, documents: documentsIn(text) }) }),
    plan: ({ cluster, facts }) => ensureObjects(facts.objects, cluster, { ...page, documents: documentsIn(text) }),
  });
const step = wanting(manifest);
const unwanting = defineStep({
  id: 'kernel.modules',
  title: 'No page',
  needs: ({ cluster }) => ({ objects: objectsFact(cluster, page) }),
  plan: ({ cluster, facts }) => ensureNoObjects(facts.objects, cluster, page),
});

const scope = makeScope({ at: 'pi-1' });
const present = () => deployed(step, scope);
/** The cluster's answer after somebody has changed these objects. */
const after = (change: (item: (kind: string) => Item, items: Item[]) => void, items = present()) => {
  change((kind) => items.find((one) => one.kind === kind && one.metadata.namespace !== 'kube-system'), items);
  return managedAnswer(items);
};
/** An earlier manifest had more, and its ledger says so. */
const noting = (lines: string, change: (items: Item[]) => Item[] = (items) => items) => {
  const items = present();
  // As the ledger was applied by then: with the sum of what it says.
  const { data, ...rest } = items[0];
  const objects = `${data.objects}${lines}`;
  const { apiVersion, kind, metadata } = rest;
  const { name, namespace } = metadata;
  const { fields } = markedObject('page', { apiVersion, kind, metadata: { name, namespace }, data: { objects } });
  return managedAnswer(change([asStored({ apiVersion, kind, ...fields }), ...items.slice(1)]));
};
const without = (kind: string) => managedAnswer(present().filter((one) => one.kind !== kind));
const changed = (item: Item, time: string) => {
  item.metadata.managedFields = [{ time: '2026-11-29T07:00:00Z' }, { time }];
};
const scriptOf = (answer: string, which = step) => {
  const [finding] = planStep(which, { objects: answer }, scope);
  return finding?.kind === 'change' ? finding.script.wire : '';
};
const later = '2026-11-29T09:00:00Z';
const restart = 'change: Restart the page: ConfigMap text has changed since its pods started';

describe('wanted objects', () => {
  itPlans(
    step,
    { objects: managedAnswer(present()) },
    {
      'are there as they shall be': { scope, finds: [] },
      'are deployed': { when: { objects: nothingManaged }, scope, finds: ['change: Deploy the page'] },
      'are planned where there is no cluster yet': {
        when: { objects: 'none\n' },
        scope,
        finds: ['change: Deploy the page'],
      },
      'wait for the API': {
        when: { objects: silentAnswer('refused') },
        scope,
        finds: ['wait: the Kubernetes API does not answer yet (refused) [cluster.silent]'],
      },
      'come back': {
        when: { objects: without('DaemonSet') },
        scope,
        finds: ['change: Update the page: DaemonSet web is missing'],
      },
      'are put back where somebody changed them': {
        when: {
          objects: after((item) => {
            item('ConfigMap').data.title = 'Hacked';
            item('DaemonSet').spec.template.spec.containers[0].image = 'web:0';
          }),
        },
        scope,
        finds: [
          'change: Update the page: ConfigMap text has another data.title; DaemonSet web has another spec.template.spec.containers[web].image',
        ],
      },
      'may have more than is wanted': {
        when: {
          objects: after((item) => {
            item('ConfigMap').data.more = 'of somebody else';
            item('DaemonSet').metadata.labels.team = 'blue';
            item('DaemonSet').spec.template.spec.containers.unshift({ name: 'injected' });
          }),
        },
        scope,
        finds: [],
      },
      'are removed when the manifest no longer has them': {
        when: { objects: noting('v1 ConfigMap page/old\nv1 Namespace other\n') },
        scope,
        finds: ['change: Remove ConfigMap old, Namespace other, which the page no longer has'],
      },
      'are removed after the others were put back, and noted until then': {
        when: {
          objects: noting('v1 ConfigMap page/old\n', (items) => items.filter(({ kind }) => kind !== 'DaemonSet')),
        },
        scope,
        finds: [
          'change: Update the page: DaemonSet web is missing',
          'change: Remove ConfigMap old, which the page no longer has',
        ],
      },
      'are noted again where somebody deleted the note': {
        when: { objects: managedAnswer(present().filter(({ metadata }) => metadata.namespace !== 'kube-system')) },
        scope,
        finds: ['change: Update the page: ConfigMap microcloud-objects-page is missing'],
      },
      'are noted again where somebody garbled the note': {
        when: { objects: after((_, items) => Object.assign(items[0], { data: { objects: 'x' } })) },
        scope,
        finds: ['change: Update the page: ConfigMap microcloud-objects-page has another data.objects'],
      },
      'restart pods that may have read another configuration': {
        when: { objects: after((item) => changed(item('ConfigMap'), later)) },
        scope,
        finds: [restart],
      },
      'are restarted after they are put back, not before': {
        when: {
          objects: after((item) => {
            item('ConfigMap').data.title = 'Hacked';
            changed(item('ConfigMap'), later);
          }),
        },
        scope,
        finds: ['change: Update the page: ConfigMap text has another data.title'],
      },
      'are restarted once': {
        when: {
          objects: after((item) => {
            changed(item('ConfigMap'), later);
            item('DaemonSet').spec.template.metadata.annotations = { 'microcloud.cloudy/configuration': later };
          }),
        },
        scope,
        finds: [],
      },
    },
    scratch,
  );

  it('carry their set, and the sum of what was applied', () => {
    for (const { kind, metadata } of present()) {
      assert.equal(metadata.labels['microcloud.cloudy/objects'], 'page', kind);
      assert.match(metadata.annotations['microcloud.cloudy/applied'], /^[0-9a-f]{16}$/, kind);
    }
  });

  it('are noted before they come, and what is surplus is forgotten after it has gone', () => {
    const [finding] = planStep(step, { objects: noting('v1 ConfigMap page/old\n') }, scope);
    const script = finding?.kind === 'change' ? finding.script.wire : '';
    assert.match(
      script,
      /"name":"old","namespace":"page"[^\n]* delete [^\n]*\n[^\n]*microcloud-objects-page[^\n]* apply /,
    );
    const [deploy] = planStep(step, { objects: nothingManaged }, scope);
    const wire = deploy?.kind === 'change' ? deploy.script.wire : '';
    assert.ok(wire.indexOf('microcloud-objects-page') < wire.indexOf('"kind":"Namespace"'));
    assert.match(wire, /v1 Namespace page\\nv1 ConfigMap page\/text\\n/);
  });

  it('are applied anew when the manifest has less than before: a comparison of fields would not show it', () => {
    const less = wanting(manifest.replace(', resources: {limits: {memory: 64Mi}}', ''));
    const findings = planStep(less, { objects: managedAnswer(present()) }, scope);
    assert.deepEqual(
      findings.map(({ summary }) => summary),
      ['Update the page'],
    );
  });

  it('say what differs in an object that somebody else has made anew', () => {
    const answer = after((item) => {
      const { metadata, roleRef } = item('ClusterRoleBinding');
      delete metadata.labels;
      delete metadata.annotations;
      roleRef.name = 'cluster-admin';
      item('ConfigMap').metadata.labels = {};
      delete item('ConfigMap').metadata.annotations;
    });
    const findings = planStep(step, { objects: answer }, scope);
    assert.deepEqual(
      findings.map(({ summary }) => summary),
      ['Update the page: ClusterRoleBinding page has another roleRef.name'],
    );
  });

  it('show what differs', () => {
    const answer = after((item) => {
      item('ConfigMap').data.title = 'Hacked';
    });
    const [finding] = planStep(step, { objects: answer }, scope);
    assert.partialDeepStrictEqual(finding, {
      before: 'ConfigMap text data.title: "Hacked"\n',
      after: 'ConfigMap text data.title: "Welcome"\n',
    });
  });

  it('are deleted first where the API refuses another value', () => {
    const script = scriptOf(
      after((item) => {
        item('ClusterRoleBinding').roleRef.name = 'cluster-admin';
      }),
    );
    assert.match(
      script,
      /"kind":"ClusterRoleBinding",[^\n]*delete --ignore-not-found[^\n]*\n[^\n]*apply --server-side/,
    );
    assert.doesNotMatch(script, /"kind":"DaemonSet"[^\n]*delete/);
    assert.doesNotMatch(scriptOf(without('DaemonSet')), /delete/);
  });
});

describe('objects that are not wanted', () => {
  itPlans(
    unwanting,
    { objects: managedAnswer(present()) },
    {
      'are removed': { scope, finds: ['change: Remove the page'] },
      'are not there': { when: { objects: nothingManaged }, scope, finds: [] },
      'are not there without a cluster': { when: { objects: 'none\n' }, scope, finds: [] },
      'wait for the API': {
        when: { objects: silentAnswer('refused') },
        scope,
        finds: ['wait: the Kubernetes API does not answer yet (refused) [cluster.silent]'],
      },
    },
    scratch,
  );

  it('go in the order opposite to that in which they came, the namespace when it is empty, and the note last', () => {
    const script = scriptOf(managedAnswer(present()), unwanting);
    const lists = [...script.matchAll(/printf %s '([^\n]*)' \| .* delete /g)].map(([, list = '']) => JSON.parse(list));
    assert.deepEqual(
      lists.map(({ items }) => items.map(({ kind, metadata }: Item) => `${kind} ${metadata.name}`)),
      [['DaemonSet web', 'ClusterRoleBinding page', 'ConfigMap text'], ['ConfigMap microcloud-objects-page']],
    );
    assert.match(script, /-n page get all,.*\n.*\n.* label namespace page .*\nelse\n.* delete namespace /);
  });
});
