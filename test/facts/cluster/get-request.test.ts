import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Get, getRequest } from '../../../src/facts/cluster/get-request.ts';
import { listOf, referenceOf, resourceOf } from '../../../src/facts/cluster/object-id.ts';

const object = (apiVersion: string, kind: string, name: string, namespace = '') => ({
  ...{ apiVersion, kind, namespace, name },
});
const node = object('v1', 'Node', 'pi-1');
const config = object('v1', 'ConfigMap', 'web', 'page');
const daemons = object('apps/v1', 'DaemonSet', 'web', 'page');

const pods: Get = { lists: { Node: 'nodes', Pod: 'pods' }, objects: [], fields: ['.kind', '.metadata.name'] };
const services: Get = { lists: { Service: 'services' }, objects: [], fields: ['.spec.type'] };
const named: Get = { lists: {}, objects: [config, daemons], fields: ['.metadata.name', '.data'] };
const nodes: Get = { lists: {}, objects: [node], fields: ['.metadata.name', '.spec.podCIDR'] };

/** What `-o` prints a line for, and of what. */
function printedBy(template: string) {
  return [...template.matchAll(/\{range (.*?)\}(?=\{\.)(.*?)\{"\\n"\}\{end\}/g)].map(([, range, fields = '']) => ({
    range,
    fields: [...fields.matchAll(/\{(\.[^}]*)\}/g)].map(([, field]) => field),
  }));
}

/** What kubectl prints for these objects: a list of them for each part of the template. */
function answerTo(gets: readonly Get[], parts: readonly (readonly Readonly<Record<string, string>>[])[]): string {
  const printed = printedBy(getRequest(gets).template);
  assert.equal(printed.length, parts.length);
  const texts = printed.map(({ fields }, index) =>
    (parts[index] ?? []).map((cells) => `${fields.map((field = '') => `${cells[field] ?? ''}\t`).join('')}\n`).join(''),
  );
  return `1795000000\nWarning: old\n${texts.join('== next\n')}`;
}

const cells = (kind: string, name: string, more: Readonly<Record<string, string>> = {}, namespace = '') => ({
  ...{ '.kind': kind, '.metadata.name': name, '.metadata.namespace': namespace },
  ...more,
});

describe('one kubectl get for several facts', () => {
  it('lists types where nothing is named', () => {
    const { words, input, template } = getRequest([pods, services, pods]);
    assert.deepEqual([words, input], [['nodes,pods,services', '-A'], undefined]);
    assert.deepEqual(printedBy(template), [
      { range: '.items[*]', fields: ['.kind', '.metadata.name', '.spec.type', '.metadata.namespace'] },
    ]);
  });

  it('asks by name where nothing is listed, each object once, with one that is always there', () => {
    const { words, input } = getRequest([named, nodes, named]);
    assert.deepEqual(words, ['-f', '-', '--ignore-not-found']);
    const companion = object('v1', 'Namespace', 'kube-system');
    assert.equal(input, listOf([companion, config, daemons, node].map(referenceOf)));
  });

  it('lists the types of named objects, too, where other facts ask for lists', () => {
    const { words, input, template } = getRequest([pods, nodes, named]);
    assert.deepEqual(
      [words, input],
      [['nodes,pods,configmap,daemonset.v1.apps', '-A', '-l', 'kubernetes.io/bootstrapping!=rbac-defaults'], undefined],
    );
    assert.deepEqual(printedBy(template), [
      {
        range: '.items[?(@.kind=="Node")]',
        fields: ['.kind', '.metadata.name', '.spec.podCIDR', '.metadata.namespace'],
      },
      { range: '.items[?(@.kind=="Pod")]', fields: ['.kind', '.metadata.name', '.metadata.namespace'] },
      {
        range: '.items[?(@.metadata.name=="web")]',
        fields: ['.metadata.name', '.data', '.kind', '.metadata.namespace'],
      },
    ]);
  });

  it('asks for no type twice, by its word and by its kind', () => {
    assert.deepEqual(getRequest([pods, nodes]).words, ['nodes,pods', '-A']);
  });

  it('prints what a manifest says for no type but those that it has', () => {
    const lists: Get = { ...pods, lists: { ...pods.lists, DaemonSet: 'daemonsets.apps' } };
    const having = printedBy(getRequest([lists, named]).template).filter(({ fields }) => fields.includes('.data'));
    assert.deepEqual(
      having.map(({ range }) => range),
      ['.items[?(@.kind=="DaemonSet")]', '.items[?(@.metadata.name=="web")]'],
    );
  });

  it('needs no names where all named objects are of listed types', () => {
    const { words, template } = getRequest([pods, nodes]);
    assert.deepEqual(words, ['nodes,pods', '-A']);
    assert.deepEqual(
      printedBy(template).map(({ range }) => range),
      ['.items[?(@.kind=="Node")]', '.items[?(@.kind=="Pod")]'],
    );
  });
});

describe('the answer to several facts', () => {
  const gets = [pods, nodes, named];
  const stdout = answerTo(gets, [
    [cells('Node', 'pi-1', { '.spec.podCIDR': '10.244.0.0/24' }), cells('Node', 'pi-2')],
    [cells('Pod', 'web', {}, 'page')],
    [
      cells('ConfigMap', 'web', { '.data': '{"a":"b"}' }, 'page'),
      cells('ConfigMap', 'web', { '.data': '{"secret":"of others"}' }, 'elsewhere'),
      cells('Pod', 'web', {}, 'page'),
      cells('DaemonSet', 'web', {}, 'page'),
    ],
  ]);
  const linesFor = (get: Get) => getRequest(gets).partsOf(stdout)(get).split('\n');
  const partOf = (get: Get) => linesFor(get).filter((line) => line.includes('\t'));

  it('has all objects of a listed type, each once, for the fact that asked for the type', () => {
    assert.deepEqual(partOf(pods), ['Node\tpi-1\t', 'Node\tpi-2\t', 'Pod\tweb\t']);
  });

  it('has from a list the object that a fact asked for by name', () => {
    assert.deepEqual(partOf(nodes), ['pi-1\t10.244.0.0/24\t']);
  });

  it('has the named object, and none of the same name in another namespace or of another kind', () => {
    assert.deepEqual(partOf(named), ['web\t{"a":"b"}\t', 'web\t\t']);
  });

  it('says the same to each fact where kubectl fails', () => {
    for (const get of gets)
      assert.equal(getRequest(gets).partsOf('1795000000\nrefused\nsilent\n')(get), '1795000000\nrefused\nsilent\n');
  });
});

describe('the type of an object, as kubectl takes it', () => {
  for (const [apiVersion, kind, expected] of [
    ['v1', 'ConfigMap', 'configmap'],
    ['apps/v1', 'DaemonSet', 'daemonset.v1.apps'],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterrole.v1.rbac.authorization.k8s.io'],
  ] as const) {
    it(`is ${expected}`, () => assert.equal(resourceOf(object(apiVersion, kind, 'any')), expected));
  }
});
