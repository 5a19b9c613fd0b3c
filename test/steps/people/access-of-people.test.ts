import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { personOf } from '../../../src/inventory/people.ts';
import step from '../../../src/steps/people/access-of-people.ts';
import { clusterAnswer, type Item } from '../../support/cluster-answer.ts';
import { deployed, managedAnswer, nothingManaged } from '../../support/managed-objects.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { kubernetesPrograms } from '../../support/scratch/programs.ts';

const ismael = personOf({ name: 'ismael', namespaces: { wiki: 'edit' }, quota: 'medium' });
const joan = personOf({ name: 'joan', namespaces: { joan: 'admin', wiki: 'view' } });
const scopeOf = (...people: ReturnType<typeof personOf>[]) => makeScope({ at: 'pi-1', people });
const scope = scopeOf(ismael);
const answers = { state: clusterAnswer(), random: 'c0ffee00-0000-4000-8000-000000000000\n' };
const objects = (changed = scope, random = answers.random): Item[] => deployed(step, changed, { ...answers, random });
const one = (items: readonly Item[], kind: string, name: string) =>
  items.find((item) => item.kind === kind && item.metadata.name === name);
const makeWiki =
  'change: Make the namespace wiki (2 cpu, 1 GiB of memory, 20 pods, 10 GiB of volumes, 4 ports in Cloudy)';

describe('people', () => {
  itPlans(
    step,
    { ...answers, objects: managedAnswer(objects()) },
    {
      'have what the inventory gives them': { scope, finds: [] },
      'get it, a line for each namespace and each person': {
        when: { objects: nothingManaged },
        scope,
        finds: [makeWiki, 'change: Let ismael edit wiki'],
      },
      'come beside others, whose objects stay as they are': {
        scope: scopeOf(ismael, joan),
        finds: [
          'change: Make the namespace joan (1 cpu, 512 MiB of memory, 10 pods, 5 GiB of volumes, 2 ports in Cloudy)',
          'change: Let joan administer joan, look at wiki',
        ],
      },
      'get another role': {
        scope: scopeOf(personOf({ name: 'ismael', namespaces: { wiki: 'view' }, quota: 'medium' })),
        finds: ['change: Update access for people'],
      },
      'get their role back where somebody took it': {
        when: { objects: managedAnswer(objects().filter(({ kind }) => kind !== 'RoleBinding')) },
        scope,
        finds: ['change: Update access for people: RoleBinding microcloud-ismael is missing'],
      },
      'get their quota back where somebody raised it': {
        when: {
          objects: managedAnswer(
            objects().map((item) =>
              item.kind === 'ResourceQuota' ? { ...item, spec: { hard: { ...item.spec.hard, pods: '99' } } } : item,
            ),
          ),
        },
        scope,
        finds: ['change: Update access for people: ResourceQuota microcloud has another spec.hard.pods'],
      },
      'go with what is only theirs': {
        when: { objects: managedAnswer(objects(scopeOf(ismael, joan))) },
        scope,
        finds: ['change: Take away the access of joan; Remove the namespace joan, if nothing is in it'],
      },
      'go all': {
        scope: scopeOf(),
        finds: ['change: Remove access for people'],
      },
      'are nobody as long as the inventory names none': {
        when: { objects: nothingManaged },
        scope: scopeOf(),
        finds: [],
      },
    },
    { once: 'the cluster knows', node: { programs: kubernetesPrograms } },
  );

  it('are bound by a group that is another one each time', () => {
    const groupOf = (items: readonly Item[]) => one(items, 'RoleBinding', 'microcloud-ismael').subjects[0].name;
    assert.equal(groupOf(objects()), 'microcloud:ismael:c0ffee00');
    assert.equal(groupOf(objects(scope, 'deadbeef-1')), 'microcloud:ismael:deadbeef');
    const later = deployed(step, scopeOf(ismael, joan), {
      ...answers,
      random: 'deadbeef-1',
      objects: managedAnswer(objects().filter(({ kind }) => kind !== 'RoleBinding')),
    });
    assert.equal(groupOf(later), 'microcloud:ismael:c0ffee00');
  });

  it('may ask by a group of their own choice when they asked with a key of their own', () => {
    const own = scopeOf({ ...ismael, group: 'microcloud:ismael:0123abcd' });
    assert.equal(one(objects(own), 'ConfigMap', 'microcloud-person-ismael').data.group, 'microcloud:ismael:0123abcd');
  });

  it('share a namespace whose bounds are those of who may change it', () => {
    const items = objects(scopeOf(joan, ismael));
    const bounds = items.filter(({ kind, metadata }) => kind === 'ResourceQuota' && metadata.namespace === 'wiki');
    assert.deepEqual(
      bounds.map(({ spec }) => spec.hard),
      [
        {
          'requests.cpu': '2',
          'requests.memory': '1Gi',
          'limits.memory': '1Gi',
          pods: '20',
          'requests.storage': '10Gi',
          'services.nodeports': '4',
        },
      ],
    );
    assert.equal(one(items, 'Namespace', 'wiki').metadata.labels['microcloud.cloudy/person'], 'ismael');
  });

  it('are reached through network policies by all but pods of other people, also through nodes', () => {
    const policy = objects().find(({ kind }) => kind === 'NetworkPolicy');
    assert.deepEqual(policy?.spec.ingress[0].from.slice(2), [
      { ipBlock: { cidr: '0.0.0.0/0', except: ['10.244.0.0/16'] } },
      ...['10.244.0.0/31', '10.244.0.0/31', '10.244.0.0/31'].map((cidr) => ({ ipBlock: { cidr } })),
    ]);
  });

  it('are kept in bounds as the inventory says', () => {
    const labels = (security: 'privileged' | 'restricted') => {
      const changed = scopeOf(personOf({ name: 'ismael', namespaces: { wiki: { role: 'edit', security } } }));
      return one(objects(changed), 'Namespace', 'wiki').metadata.labels;
    };
    assert.equal(labels('restricted')['pod-security.kubernetes.io/enforce'], 'restricted');
    assert.equal(labels('privileged')['pod-security.kubernetes.io/enforce'], 'privileged');
  });
});
