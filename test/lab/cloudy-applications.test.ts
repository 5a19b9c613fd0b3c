import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import step from '../../src/steps/addons/publisher-access.ts';
import type { Item } from '../support/cluster-answer.ts';
import { KubernetesApi } from '../support/kubernetes-api.ts';
import { deployed } from '../support/managed-objects.ts';
import { makeScope } from '../support/plan.ts';
import { until } from '../support/until.ts';

const exec = promisify(execFile);
const program = resolve(import.meta.dirname, '../../publisher/cloudy-applications.ts');
const pages = { user: 'system:serviceaccount:microcloud:cloudy-pages', group: 'system:serviceaccounts' };
let directory: string;
let api: KubernetesApi;

const folders: Readonly<Record<string, string>> = {
  Namespace: '/api/v1/namespaces',
  Service: '/api/v1/namespaces/{}/services',
  ServiceAccount: '/api/v1/namespaces/{}/serviceaccounts',
  Deployment: '/apis/apps/v1/namespaces/{}/deployments',
  DaemonSet: '/apis/apps/v1/namespaces/{}/daemonsets',
  StatefulSet: '/apis/apps/v1/namespaces/{}/statefulsets',
  ClusterRole: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  ClusterRoleBinding: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  ValidatingAdmissionPolicy: '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies',
  ValidatingAdmissionPolicyBinding: '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings',
};

function folderOf(kind: string, namespace = 'club'): string {
  return (folders[kind] ?? '').replace('{}', namespace);
}

async function make(item: Item): Promise<void> {
  const { kind, metadata } = item;
  const apiVersion = kind === 'Deployment' || kind === 'StatefulSet' ? 'apps/v1' : 'v1';
  await api.call('POST', folderOf(kind, metadata.namespace), { apiVersion, ...item });
}

const pod = (labels: Record<string, string>) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'c', image: 'a' }] },
});

function workload(kind: string, name: string, labels: Record<string, string>, replicas: number, namespace = 'club') {
  const spec = { replicas, selector: { matchLabels: labels }, template: pod(labels) };
  return { kind, metadata: { name, namespace }, spec };
}

function service(name: string, selector: Record<string, string>, { namespace = 'club', ...more }: Item = {}) {
  const { annotations = {}, type = 'NodePort' } = more;
  return {
    kind: 'Service',
    metadata: { name, namespace, annotations },
    spec: { type, selector, ports: [{ port: 80 }] },
  };
}

const marked = (path: string, metadata: Item) => api.call('PATCH', `${path}/status`, { metadata }, pages);
const scaled = (path: string, replicas: number) => api.call('PATCH', `${path}/scale`, { spec: { replicas } }, pages);
const open = { labels: { 'microcloud.cloudy/scaling': 'true' } };
const shut = { labels: { 'microcloud.cloudy/scaling': null } };

async function replicasOf(kind: string, name: string, namespace = 'club'): Promise<number> {
  const { spec } = (await api.call('GET', `${folderOf(kind, namespace)}/${name}`)) as Item;
  return spec.replicas;
}

async function annotationOf(name: string): Promise<string | undefined> {
  const { metadata } = (await api.call('GET', `${folderOf('Service')}/${name}`)) as Item;
  assert.ok(!('microcloud.cloudy/scaling' in (metadata.labels ?? {})), 'the mark stayed');
  return metadata.annotations?.['microcloud.cloudy/stopped'];
}

/** The program as Cloudy's pages call it, with a token of the account. */
async function run(...words: readonly string[]): Promise<string> {
  const env = {
    ...process.env,
    CLOUDY_APPLICATIONS_CONFIG: join(directory, 'applications.json'),
    CLOUDY_APPLICATIONS_TOKEN: join(directory, 'token'),
  };
  const { stdout } = await exec(process.execPath, [program, ...words], { env });
  return stdout;
}

const states = async () =>
  (JSON.parse(await run('list')) as Item[]).map((one) => `${one.namespace}/${one.name} ${one.state} ${one.wanted}`);

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'microcloud-applications-'));
  api = await KubernetesApi.start(directory);
  for (const one of deployed(step, makeScope({ at: 'pi-1' }))) {
    const { status: _, ...item } = one;
    if (folders[item.kind]) await api.call('POST', folderOf(item.kind, item.metadata.namespace), item);
  }
  await make({ kind: 'Namespace', metadata: { name: 'club' } });
  await make(workload('Deployment', 'web', { app: 'web', tier: 'page' }, 3));
  await make(workload('StatefulSet', 'web-data', { app: 'web', tier: 'data' }, 1));
  await make(workload('Deployment', 'inner', { app: 'inner' }, 1));
  await make(workload('Deployment', 'other', { app: 'other' }, 2));
  await make(workload('Deployment', 'dns', { app: 'dns' }, 2, 'kube-system'));
  await make(service('web', { app: 'web' }));
  await make(service('other', { app: 'other' }, { annotations: { 'microcloud.cloudy/name': '<b>Other</b>' } }));
  await make(service('inner', { app: 'inner' }, { type: 'ClusterIP' }));
  await make(service('kept', { app: 'inner' }, { annotations: { 'microcloud.cloudy/publish': 'false' } }));
  await make(service('balanced', { app: 'nobody' }, { type: 'LoadBalancer' }));
  await make(service('lone', { app: 'nobody' }));
  await make(service('dns', { app: 'dns' }, { namespace: 'kube-system' }));
  const tokenPath = `${folderOf('ServiceAccount', 'microcloud')}/cloudy-pages/token`;
  const answer = (await api.call('POST', tokenPath, {
    ...{ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
  })) as Item;
  await writeFile(join(directory, 'token'), answer.status.token);
  const namespaces = { include: ['*'], exclude: ['kube-*'] };
  // The first one does not answer.
  const config = { api: ['https://127.0.0.1:1', api.url], caFile: api.caFile, namespaces };
  await writeFile(join(directory, 'applications.json'), JSON.stringify(config));
  // Policies take effect a moment after they were made.
  const path = `${folderOf('Deployment')}/web`;
  await until(() => assert.rejects(scaled(path, 3), /no params found/), 30);
  const tried = `${folderOf('Service')}/kept/status?dryRun=All`;
  const attempt = () => api.call('PATCH', tried, { metadata: open }, pages);
  await until(() => assert.rejects(attempt(), /does not show/), 30);
});
after(async () => {
  await api?.stop();
  await rm(directory, { recursive: true });
});

describe("the account of Cloudy's pages", () => {
  it('lists what Cloudy shows, and stops and starts it with the pods that it had', async () => {
    const all = ['club/balanced fixed 0', 'club/lone fixed 0', 'club/other starting 2', 'club/web starting 4'];
    assert.deepEqual(await states(), all);
    await run('stop', 'club', 'web');
    assert.equal(await annotationOf('web'), 'deployments/web=3,statefulsets/web-data=1');
    assert.deepEqual([await replicasOf('Deployment', 'web'), await replicasOf('StatefulSet', 'web-data')], [0, 0]);
    assert.deepEqual(await states(), all.with(3, 'club/web stopped 0'));
    await run('stop', 'club', 'web');
    await run('start', 'club', 'web');
    assert.equal(await annotationOf('web'), undefined);
    assert.deepEqual([await replicasOf('Deployment', 'web'), await replicasOf('StatefulSet', 'web-data')], [3, 1]);
  });

  it('goes on where a call was cut off', async () => {
    await marked(`${folderOf('Service')}/web`, open);
    await run('stop', 'club', 'other');
    assert.equal(await replicasOf('Deployment', 'other'), 0);
    assert.equal(await annotationOf('web'), undefined);
    await run('start', 'club', 'other');
    assert.equal(await replicasOf('Deployment', 'other'), 2);
  });

  for (const [namespace, name] of [
    ['club', 'inner'],
    ['club', 'kept'],
    ['club', 'lone'],
    ['kube-system', 'dns'],
    ['club', '../../x'],
  ] as const) {
    it(`is not asked to stop ${namespace}/${name}`, async () => {
      await assert.rejects(run('stop', namespace, name), /There is no such application/);
    });
  }

  const [web, inner] = ['web', 'inner'].map((name) => `${folderOf('Deployment')}/${name}`) as [string, string];
  const refused: Readonly<Record<string, readonly [() => Promise<unknown>, RegExp]>> = {
    'scale without a mark': [() => scaled(web, 0), /no params found/],
    'scale in a namespace that is not shown': [
      () => scaled(`${folderOf('Deployment', 'kube-system')}/dns`, 0),
      /no params/,
    ],
    'mark what nobody shows': [() => marked(`${folderOf('Service')}/kept`, open), /does not show/],
    'mark what is for the inside': [() => marked(`${folderOf('Service')}/inner`, open), /does not show/],
    'mark in a namespace that is not shown': [
      () => marked(`${folderOf('Service', 'kube-system')}/dns`, open),
      /does not show/,
    ],
    'write other labels': [() => marked(`${folderOf('Service')}/web`, { labels: { a: 'b' } }), /only two marks/],
    'show what somebody hides': [
      () => marked(`${folderOf('Service')}/kept`, { annotations: { 'microcloud.cloudy/publish': 'true' } }),
      /only two marks/,
    ],
    'take notes of others away': [
      () => marked(`${folderOf('Service')}/other`, { annotations: { 'microcloud.cloudy/name': null } }),
      /only two marks/,
    ],
    'write what it likes into a mark': [
      () => marked(`${folderOf('Service')}/web`, { annotations: { 'microcloud.cloudy/stopped': '<b>' } }),
      /how many pods/,
    ],
    'give a Service an owner': [
      () => marked(`${folderOf('Service')}/web`, { finalizers: ['a.example/b'] }),
      /nothing else of a Service/,
    ],
    "say where a Service's traffic comes in": [
      () =>
        api.call(
          'PATCH',
          `${folderOf('Service')}/balanced/status`,
          { status: { loadBalancer: { ingress: [{ ip: '10.6.6.6' }] } } },
          pages,
        ),
      /nothing else of a Service/,
    ],
    'change a Service itself': [
      () => api.call('PATCH', `${folderOf('Service')}/web`, { spec: { selector: { app: 'evil' } } }, pages),
      /cannot patch resource \\?"services\\?"/,
    ],
    'change a Deployment itself': [
      () => api.call('PATCH', web, { spec: { replicas: 0 } }, pages),
      /cannot patch resource \\?"deployments\\?"/,
    ],
    'read a Secret': [() => api.call('GET', '/api/v1/secrets', undefined, pages), /cannot list resource/],
    'see pods': [() => api.call('GET', '/api/v1/pods', undefined, pages), /cannot list resource/],
  };
  for (const [what, [attempt, why]] of Object.entries(refused)) {
    it(`cannot ${what}`, () => assert.rejects(attempt, why));
  }

  it('scales only what is behind the Service with the mark', async () => {
    await marked(`${folderOf('Service')}/web`, open);
    await until(() => scaled(web, 0), 10);
    await assert.rejects(scaled(inner, 0), /does not lead to these pods/);
    await assert.rejects(scaled(web, 33), /at most 32 pods/);
    await scaled(web, 3);
    await assert.rejects(scaled(web, 4), /at most 32 pods/);
    await marked(`${folderOf('Service')}/web`, shut);
    await until(() => assert.rejects(scaled(web, 0), /no params/), 10);
    assert.equal(await replicasOf('Deployment', 'inner'), 1);
  });

  it('does not scale by the word of who marks a Service that is not shown', async () => {
    await api.call('PATCH', `${folderOf('Service')}/kept`, { metadata: open });
    await until(() => assert.rejects(scaled(inner, 0), /does not show/), 10);
    await api.call('PATCH', `${folderOf('Service')}/kept`, { metadata: shut });
  });
});
