import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  applicationsOf,
  type EntranceObject,
  entranceOf,
  noteOf,
  readNote,
  type WorkloadKind,
  workloadOf,
} from '../../publisher/applications.ts';

interface Given {
  readonly service?: { readonly namespace?: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: EntranceObject['spec'];
  /** Kind, labels, replicas, and how many are ready. */
  readonly workloads?: readonly (readonly [WorkloadKind, Readonly<Record<string, string>>, number, number])[];
}

const web = { app: 'web' };
const stopped = { 'microcloud.cloudy/stopped': 'deployments/w0=2' };

/** What becomes of one Service: "state: titles, workloads". */
const rows: Readonly<Record<string, { readonly given: Given; readonly becomes: readonly string[] }>> = {
  'runs when all its pods are ready': {
    given: { workloads: [['deployments', web, 2, 2]] },
    becomes: ['running: web:30080 w0'],
  },
  'starts until they are': { given: { workloads: [['deployments', web, 2, 1]] }, becomes: ['starting: web:30080 w0'] },
  'is stopped without pods': { given: { workloads: [['deployments', web, 0, 0]] }, becomes: ['stopped: web:30080 w0'] },
  'is listed when it was stopped here': {
    given: { service: { annotations: stopped }, workloads: [['deployments', web, 0, 0]] },
    becomes: ['stopped: web:30080 w0'],
  },
  'is stopped until it was started here': {
    given: { service: { annotations: stopped }, workloads: [['deployments', web, 2, 2]] },
    becomes: ['stopped: web:30080 w0'],
  },
  'may have several workloads': {
    given: {
      workloads: [
        ['deployments', { ...web, tier: 'page' }, 1, 1],
        ['statefulsets', { ...web, tier: 'data' }, 1, 1],
      ],
    },
    becomes: ['running: web:30080 w0 w1'],
  },
  'has no workload that knows its pods by other labels': {
    given: { workloads: [['deployments', { app: 'other' }, 1, 1]] },
    becomes: ['fixed: web:30080'],
  },
  'has no workload when it has no selector': {
    given: { spec: { type: 'NodePort', ports: [{ nodePort: 30080 }] }, workloads: [['deployments', {}, 1, 1]] },
    becomes: ['fixed: web:30080'],
  },
  'is not shown when its annotation says so': {
    given: { service: { annotations: { 'microcloud.cloudy/publish': 'false' } } },
    becomes: [],
  },
  'is not shown in a namespace that is not selected': { given: { service: { namespace: 'kube-system' } }, becomes: [] },
  'is not shown when it is for the inside': { given: { spec: { type: 'ClusterIP', selector: web } }, becomes: [] },
};

describe('an application', () => {
  for (const [title, { given, becomes }] of Object.entries(rows)) {
    it(title, () => {
      const { service = {}, spec = { type: 'NodePort', selector: web, ports: [{ nodePort: 30080 }] } } = given;
      const metadata = { uid: 'u', namespace: 'club', name: 'web', creationTimestamp: '', ...service };
      const workloads = (given.workloads ?? []).map(([kind, matchLabels, replicas, readyReplicas], index) =>
        workloadOf(kind, {
          metadata: { namespace: metadata.namespace, name: `w${index}` },
          spec: { replicas, selector: { matchLabels } },
          status: { readyReplicas },
        }),
      );
      const found = applicationsOf([entranceOf({ metadata, spec })], workloads, {
        include: ['*'],
        exclude: ['kube-*'],
      });
      const texts = found.map((one) => {
        const entries = one.entries.map((entry) => `${entry.title}:${entry.port}`);
        return `${one.state}: ${[...entries, ...one.workloads.map(({ name }) => name)].join(' ')}`;
      });
      assert.deepEqual(texts, becomes);
    });
  }
});

describe('the note of how many pods there were', () => {
  it('is read as it was written', () => {
    const selector = {};
    const note = noteOf([
      { kind: 'deployments', namespace: 'club', name: 'web', selector, replicas: 3, ready: 0 },
      { kind: 'statefulsets', namespace: 'club', name: 'db.x', selector, replicas: 1, ready: 0 },
    ]);
    assert.equal(note, 'deployments/web=3,statefulsets/db.x=1');
    assert.deepEqual([...readNote(note)], Object.entries({ 'deployments/web': 3, 'statefulsets/db.x': 1 }));
  });

  for (const text of ['', 'true', 'deployments/web', 'deployments/web=-1', 'deployments/web=1e9', '<b>=1'])
    it(`is nothing where somebody wrote "${text}"`, () => assert.equal(readNote(text).size, 0));
});
