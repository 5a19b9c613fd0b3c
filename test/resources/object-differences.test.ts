import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json } from '../../src/facts/cluster/json.ts';
import { differences } from '../../src/resources/object-differences.ts';

const pod = (container: { readonly [key: string]: Json }, more: { readonly [key: string]: Json } = {}) => ({
  spec: { template: { spec: { containers: [{ name: 'web', ...container }], ...more } } },
});
const inPod = 'spec.template.spec';

const rows: Readonly<Record<string, { wanted: Json; actual: Json; differ: readonly string[] }>> = {
  'is none where all that is wanted is there': {
    wanted: { data: { a: '1' } },
    actual: { data: { a: '1' } },
    differ: [],
  },
  'is another text': { wanted: { data: { a: '1' } }, actual: { data: { a: '2' } }, differ: ['data.a'] },
  'is a field that is gone': { wanted: { data: { a: '1', b: '2' } }, actual: { data: { a: '1' } }, differ: ['data.b'] },
  'is one part that is gone, not each of its fields': {
    wanted: { data: { a: '1', b: '2' } },
    actual: {},
    differ: ['data'],
  },
  'is no default of the API, and nothing that others added': {
    wanted: pod({ image: 'web:1' }),
    actual: pod({ image: 'web:1', imagePullPolicy: 'Always' }, { dnsPolicy: 'ClusterFirst' }),
    differ: [],
  },
  'is no empty value that the API leaves out': {
    wanted: { spec: { hostNetwork: false, args: [], note: '', volumes: { emptyDir: {} } } },
    actual: { spec: {} },
    differ: [],
  },
  'is false where true is wanted': { wanted: { on: true }, actual: { on: false }, differ: ['on'] },
  'is true where false is wanted': { wanted: { on: false }, actual: { on: true }, differ: ['on'] },
  'is a number where a text is wanted': { wanted: { value: '5' }, actual: { value: 5 }, differ: ['value'] },
  'is a text where a map is wanted': { wanted: { a: { b: 'c' } }, actual: { a: 'b' }, differ: ['a'] },
  'is another order of a list that is one value': {
    wanted: { args: ['--a', '--b'] },
    actual: { args: ['--b', '--a'] },
    differ: ['args[0]', 'args[1]'],
  },
  'is one more item in a list that is one value': {
    wanted: { rules: [{ verbs: ['get'] }] },
    actual: { rules: [{ verbs: ['get'] }, { verbs: ['*'] }] },
    differ: ['rules'],
  },
  'is one more verb of a rule': {
    wanted: { rules: [{ verbs: ['get'] }] },
    actual: { rules: [{ verbs: ['get', 'delete'] }] },
    differ: ['rules[0].verbs'],
  },
  'is found in a container by its name, whatever others stand before it': {
    wanted: pod({ image: 'web:2' }),
    actual: { spec: { template: { spec: { containers: [{ name: 'added' }, { name: 'web', image: 'web:1' }] } } } },
    differ: [`${inPod}.containers[web].image`],
  },
  'is a container that is gone': {
    wanted: pod({ image: 'web:2' }),
    actual: { spec: { template: { spec: { containers: [{ name: 'other' }] } } } },
    differ: [`${inPod}.containers[web]`],
  },
  'is no other order of variables and mounts': {
    wanted: pod({
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
      volumeMounts: [{ mountPath: '/a', name: 'a' }],
    }),
    actual: pod({
      env: [
        { name: 'B', value: '2' },
        { name: 'A', value: '1' },
      ],
      volumeMounts: [
        { mountPath: '/added', name: 'x' },
        { mountPath: '/a', name: 'a' },
      ],
    }),
    differ: [],
  },
  'is another value of a variable': {
    wanted: pod({ env: [{ name: 'A', value: '1' }] }),
    actual: pod({ env: [{ name: 'A', value: '2' }] }),
    differ: [`${inPod}.containers[web].env[A].value`],
  },
  'is no other spelling of an amount': {
    wanted: pod({ resources: { requests: { cpu: 0.1, memory: '1024Mi' }, limits: { cpu: '1500m', memory: '1G' } } }),
    actual: pod({ resources: { requests: { cpu: '100m', memory: '1Gi' }, limits: { cpu: 1.5, memory: '1000M' } } }),
    differ: [],
  },
  'is another amount': {
    wanted: pod({ resources: { limits: { memory: '50Mi' } } }),
    actual: pod({ resources: { limits: { memory: '50M' } } }),
    differ: [`${inPod}.containers[web].resources.limits.memory`],
  },
  'is another spelling where no amount is meant': {
    wanted: { metadata: { labels: { version: '1' } } },
    actual: { metadata: { labels: { version: '1.0' } } },
    differ: ['metadata.labels.version'],
  },
  'keeps a key with dots as it is': {
    wanted: { data: { 'net-conf.json': '{}' } },
    actual: { data: { 'net-conf.json': '[]' } },
    differ: ['data.net-conf.json'],
  },
};

describe('a difference between a manifest and the cluster', () => {
  for (const [title, { wanted, actual, differ }] of Object.entries(rows)) {
    it(title, () =>
      assert.deepEqual(
        differences(wanted, actual).map(({ path }) => path),
        differ,
      ),
    );
  }

  it('shows both values', () => {
    assert.deepEqual(differences({ a: { b: 'new' } }, { a: { b: 'old' } }), [
      { path: 'a.b', wanted: 'new', actual: 'old' },
    ]);
  });
});
