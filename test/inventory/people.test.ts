import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseInventory } from '../../src/inventory/load.ts';
import { namespacesOf, personOf, quotaSizes } from '../../src/inventory/people.ts';
import { refusals } from './refusals.ts';

const head =
  'cluster: {name: home, distribution: kubeadm}\nnodes: [{name: pi-1, role: control-plane, address: 192.168.0.201}]\n';
const inventory = (...people: readonly string[]) => `${head}people:\n${people.map((one) => `  - ${one}\n`).join('')}`;

const refused: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  'a name of Kubernetes itself': [
    inventory('{name: "system:admin"}'),
    [
      '4:12: name is not right: write lower-case letters, digits and hyphens, at most 32: names such as system:admin are those of Kubernetes itself',
    ],
  ],
  'two of one name': [
    inventory('{name: ismael}', '{name: ismael, namespaces: {wiki: view}}'),
    ['5:12: people[0] has the name ismael too: write another name'],
  ],
  'a role that there is not': [
    inventory('{name: ismael, namespaces: {wiki: owner}}'),
    ['4:39: wiki is text: write view, edit or admin, or {role: edit, security: restricted}'],
  ],
  'a misspelt setting of a namespace': [
    inventory('{name: ismael, namespaces: {wiki: {rol: edit}}}'),
    ['4:40: rol is not known here: did you mean role?'],
  ],
  "the cluster's own namespaces": [
    inventory('{name: ismael, namespaces: {kube-system: edit, default: view}}'),
    [
      "4:33: the namespace kube-system is the cluster's own: write another name",
      "4:52: the namespace default is the cluster's own: write another name",
    ],
  ],
  "a person whose namespace would be the cluster's own": [
    inventory('{name: default}'),
    ["4:12: the namespace default is the cluster's own: write another name"],
  ],
  'a namespace of an addon that is on': [
    inventory('{name: ismael, namespaces: {ingress: edit, monitoring: view, nfs-volumes: edit}}').replace(
      'kubeadm}',
      'kubeadm, addons: {ingress: true, monitoring: {node: pi-1}}}',
    ),
    [
      '4:33: the namespace ingress belongs to the addon ingress: write another name',
      '4:48: the namespace monitoring belongs to the addon monitoring: write another name',
    ],
  ],
  'a namespace that Kubernetes refuses': [
    inventory('{name: ismael, namespaces: {My_Wiki: edit}}'),
    ['4:33: Kubernetes refuses this namespace: write lower-case letters, digits and hyphens'],
  ],
  'no namespace': [
    inventory('{name: ismael, namespaces: {}}'),
    ['4:32: namespaces is empty: write one, such as {wiki: edit}'],
  ],
  'an unknown size': [
    inventory('{name: ismael, quota: large}'),
    ['4:27: quota is text: write small, medium, or {cpu: "2", memory: 1Gi}'],
  ],
  'amounts without units, and what is no amount': [
    inventory('{name: ismael, quota: {memory: "512", cpu: two, pods: 1.5, storage: 5GB}}'),
    [
      '4:36: memory is not right: write an amount with its unit: 512Mi, 10Gi',
      '4:48: cpu is not right: write processors: "2", "0.5", 500m',
      '4:59: pods is a number: write a whole number',
      '4:73: storage is not right: write an amount with its unit: 512Mi, 10Gi',
    ],
  ],
  'an unknown amount': [
    inventory('{name: ismael, quota: {ports: 3}}'),
    ['4:28: ports is not known here: did you mean publish?'],
  ],
  'two who say different quotas of one namespace': [
    inventory(
      '{name: ismael, namespaces: {wiki: edit}, quota: small}',
      '{name: joan, namespaces: {wiki: edit}, quota: medium}',
    ),
    ['5:51: ismael has another quota for the namespace wiki: write the same, or none'],
  ],
  'one with a quota for the namespace that is of the name of another': [
    inventory('{name: wiki, quota: small}', '{name: joan, namespaces: {wiki: edit}, quota: medium}'),
    ['5:51: wiki has another quota for the namespace wiki: write the same, or none'],
  ],
  'a host that takes everything': [
    inventory('{name: ismael, hosts: ["*"]}'),
    ['4:28: an entry of hosts is not right: write a host name such as wiki.home.arpa, or *.club.home.arpa'],
  ],
};

describe('people of the inventory', () => {
  for (const [what, [text, expected]] of Object.entries(refused)) {
    it(`are refused where there is ${what}`, () => assert.deepEqual(refusals(text), expected));
  }

  it('have a namespace of their name, and a small quota, where nothing else is said', () => {
    const { people, policies } = parseInventory(inventory('{name: ismael}'), 'inventory.yaml', { env: {} });
    assert.deepEqual(people, [personOf({ name: 'ismael' })]);
    assert.deepEqual(namespacesOf(people), [
      { name: 'ismael', owner: 'ismael', quota: quotaSizes.small, security: 'baseline', hosts: [] },
    ]);
    assert.deepEqual(policies, { people: true, registries: [] });
  });

  it('have what a quota does not name as in small', () => {
    const { quota } = personOf({ name: 'ismael', quota: { cpu: 0.5, publish: 0 } });
    assert.deepEqual(quota, { ...quotaSizes.small, cpu: '0.5', publish: 0 });
  });

  it('may share a namespace: who only looks has no say in it', () => {
    const joan = personOf({ name: 'joan', namespaces: { wiki: 'view' }, quota: 'medium', hosts: ['joan.home.arpa'] });
    const ismael = personOf({ name: 'ismael', namespaces: { wiki: { role: 'admin', security: 'restricted' } } });
    assert.deepEqual(namespacesOf([joan, ismael]), [
      { name: 'wiki', owner: 'ismael', quota: quotaSizes.medium, security: 'restricted', hosts: [] },
    ]);
  });
});
