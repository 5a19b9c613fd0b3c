import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { versions } from '../../scripts/from-source/built-versions.ts';
import { Version } from '../../src/distributions/version.ts';
import { type PolicyAnswers, policyAnswers } from '../../src/facts/cluster/policy-answers.ts';
import { personOf } from '../../src/inventory/people.ts';
import step from '../../src/steps/people/policies-for-people.ts';
import type { Item } from '../support/cluster-answer.ts';
import { KubernetesApi } from '../support/kubernetes-api.ts';
import { deployed } from '../support/managed-objects.ts';
import { makeScope } from '../support/plan.ts';
import { until } from '../support/until.ts';

const exec = promisify(execFile);
const ismael = { user: 'ismael', group: 'microcloud:ismael:7f3k' };
const hosts = 'wiki.home.arpa,*.club.home.arpa';
let directory: string;
let api: KubernetesApi;

const scope = makeScope({
  at: 'pi-1',
  people: [
    personOf({ name: 'ismael', namespaces: { wiki: 'edit' } }),
    personOf({ name: 'ana', namespaces: { 'wiki-garden': 'edit' } }),
  ],
  policies: { registries: ['docker.io', 'registry.home.arpa:5000/club'] },
  cluster: { version: Version.of(versions.kubernetes.replace(/^v/, '')) },
});

const folders: Readonly<Record<string, string>> = {
  Service: '/api/v1/namespaces/{}/services',
  Pod: '/api/v1/namespaces/{}/pods',
  ConfigMap: '/api/v1/namespaces/{}/configmaps',
  Deployment: '/apis/apps/v1/namespaces/{}/deployments',
  CronJob: '/apis/batch/v1/namespaces/{}/cronjobs',
  Ingress: '/apis/networking.k8s.io/v1/namespaces/{}/ingresses',
  NetworkPolicy: '/apis/networking.k8s.io/v1/namespaces/{}/networkpolicies',
  RoleBinding: '/apis/rbac.authorization.k8s.io/v1/namespaces/{}/rolebindings',
  Role: '/apis/rbac.authorization.k8s.io/v1/namespaces/{}/roles',
  ValidatingAdmissionPolicy: '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies',
  ValidatingAdmissionPolicyBinding: '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings',
  MutatingAdmissionPolicy: '/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies',
  MutatingAdmissionPolicyBinding: '/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings',
};

function folderOf(kind: string, namespace = 'wiki'): string {
  return (folders[kind] ?? '').replace('{}', namespace);
}

/** What doctor hears of these namespaces, on a node whose administrator is that of this API. */
async function answers(namespaces: readonly string[]): Promise<PolicyAnswers> {
  const file = join(directory, 'admin.conf');
  await api.writeAccess(file);
  const fact = policyAnswers(scope.cluster, { namespaces, groups: [ismael.group] });
  if (!('wire' in fact.ask)) return assert.fail('it is a question of its own');
  const script = fact.ask.wire.replaceAll('/etc/kubernetes/admin.conf', file);
  const { stdout } = await exec('dash', ['-c', script], { env: { ...process.env, HOME: directory } });
  return fact.parse(stdout);
}

let count = 0;
/** Tries to make an object, as nobody would keep it. */
function attempt(item: Item, { namespace = 'wiki', byOwner = false } = {}): Promise<unknown> {
  const { name = `one-${++count}`, ...metadata } = item.metadata ?? {};
  const object = { apiVersion: 'v1', ...item, metadata: { ...metadata, name } };
  return api.call('POST', `${folderOf(item.kind, namespace)}?dryRun=All`, object, byOwner ? undefined : ismael);
}

const service = (spec: Item, annotations: Record<string, string> = {}): Item => ({
  kind: 'Service',
  metadata: { annotations },
  spec: { selector: { app: 'a' }, ports: [{ port: 80 }], ...spec },
});
const container = { name: 'a', image: 'nginx:1.27' };
const pod = (spec: Item): Item => ({ kind: 'Pod', spec: { containers: [container], ...spec } });
const deployment = (spec: Item): Item => ({
  kind: 'Deployment',
  apiVersion: 'apps/v1',
  spec: {
    selector: { matchLabels: { app: 'a' } },
    template: { metadata: { labels: { app: 'a' } }, spec: { containers: [container], ...spec } },
  },
});
const cronJob = (spec: Item): Item => ({
  kind: 'CronJob',
  apiVersion: 'batch/v1',
  spec: {
    schedule: '@daily',
    jobTemplate: { spec: { template: { spec: { containers: [container], restartPolicy: 'Never', ...spec } } } },
  },
});
const backend = { service: { name: 'web', port: { number: 80 } } };
const served = (service: Item): Item => {
  const item = ingress('wiki.home.internal');
  item.spec.rules[0].http.paths[0].backend = { service };
  return item;
};
const routed = (path: string, annotations: Record<string, string> = {}): Item => {
  const item = ingress('wiki.home.internal');
  Object.assign(item.spec.rules[0].http.paths[0], { path, pathType: 'ImplementationSpecific' });
  return { ...item, metadata: { annotations } };
};
const ofTraefik = (key: string, value: string) => ({ [`traefik.ingress.kubernetes.io/${key}`]: value });
const ingress = (...names: readonly (string | undefined)[]): Item => ({
  kind: 'Ingress',
  apiVersion: 'networking.k8s.io/v1',
  spec: {
    rules: names.map((host) => ({
      ...(host ? { host } : {}),
      http: { paths: [{ path: '/', pathType: 'Prefix', backend }] },
    })),
  },
});

const long = 'a'.repeat(25);
const everything = [{ operator: 'Exists' }];
const closed = [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' }];

/** What is tried, and the sentence that refuses it; undefined: it is admitted. */
const rows: Readonly<Record<string, readonly [Item, string | undefined]>> = {
  'a Service for the inside': [service({}), undefined],
  'a Service on a port of the nodes': [service({ type: 'NodePort' }), undefined],
  'a Service with externalIPs': [service({ externalIPs: ['192.168.0.1'] }), 'A Service here has no externalIPs'],
  'a Service with a port of its choice': [
    service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }),
    'leave nodePort out',
  ],
  'a LoadBalancer, which nobody makes on kubeadm': [service({ type: 'LoadBalancer' }), undefined],
  'a LoadBalancer that picks the port of its health check': [
    service({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 30777 }),
    'leave nodePort out',
  ],
  'a LoadBalancer whose health check has a port that the cluster picks': [
    service({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' }),
    undefined,
  ],
  'a LoadBalancer whose ports nobody would count': [
    service({ type: 'LoadBalancer', allocateLoadBalancerNodePorts: false }),
    'Write type: NodePort',
  ],
  'a name of 24 signs in Cloudy': [
    service({ type: 'NodePort' }, { 'microcloud.cloudy/name': long.slice(1) }),
    undefined,
  ],
  'a longer one': [service({ type: 'NodePort' }, { 'microcloud.cloudy/name': long }), 'at most 24 signs'],
  'a long name of its own': [{ ...service({ type: 'NodePort' }), metadata: { name: long } }, 'at most 24 signs'],
  'a long name that is not in Cloudy': [
    {
      ...service({ type: 'NodePort' }),
      metadata: { name: long, annotations: { 'microcloud.cloudy/publish': 'false' } },
    },
    undefined,
  ],
  'a long name of a Service for the inside': [{ ...service({}), metadata: { name: long } }, undefined],
  'a long text in Cloudy': [service({ type: 'NodePort' }, { 'microcloud.cloudy/text': long }), 'Texts in Cloudy'],
  'a type of the list': [service({ type: 'NodePort' }, { 'microcloud.cloudy/type': 'wiki' }), undefined],
  'a type of its own': [service({ type: 'NodePort' }, { 'microcloud.cloudy/type': 'ismael' }), 'Each type is a tab'],
  'a pod': [pod({}), undefined],
  'a pod on a node of its choice': [pod({ nodeName: 'pi-1' }), 'leave nodeName out'],
  'a pod on control planes': [pod({ tolerations: closed }), 'Control planes are for the cluster itself'],
  'a pod anywhere': [pod({ tolerations: everything }), 'Control planes are for the cluster itself'],
  'a pod that tolerates something else': [pod({ tolerations: [{ key: 'disk', operator: 'Exists' }] }), undefined],
  'a pod before all others': [pod({ priorityClassName: 'system-node-critical' }), 'leave priorityClassName out'],
  'an image of the registry of the club': [
    pod({ containers: [{ name: 'a', image: 'registry.home.arpa:5000/club/wiki:1' }] }),
    undefined,
  ],
  'an image of somebody of Docker Hub': [pod({ containers: [{ name: 'a', image: 'ana/wiki' }] }), undefined],
  'an image of another registry': [
    pod({ containers: [{ name: 'a', image: 'ghcr.io/ana/wiki' }] }),
    'Images here come from these registries only: docker.io, registry.home.arpa:5000/club.',
  ],
  'an image of another registry that runs first': [
    pod({ initContainers: [{ name: 'b', image: 'localhost/x' }] }),
    'Images here come from these registries only',
  ],
  'a volume that is an image of another registry': [
    pod({ volumes: [{ name: 'v', image: { reference: 'ghcr.io/ana/wiki' } }] }),
    'Images here come from these registries only',
  ],
  'a volume that is an image of the registry of the club': [
    pod({ volumes: [{ name: 'v', image: { reference: 'registry.home.arpa:5000/club/wiki:1' } }] }),
    undefined,
  ],
  'a Deployment': [deployment({}), undefined],
  'a Deployment on control planes': [deployment({ tolerations: closed }), 'Control planes are for the cluster itself'],
  'a CronJob': [cronJob({}), undefined],
  'a CronJob on a node of its choice': [cronJob({ nodeName: 'pi-1' }), 'leave nodeName out'],
  'an Ingress of its own name': [ingress('www.wiki.home.internal', 'wiki.home.internal'), undefined],
  'an Ingress of a name that the inventory allows': [ingress('wiki.home.arpa', 'a.club.home.arpa'), undefined],
  'an Ingress of another name': [ingress('www.wiki.home.internal', 'shop.home.internal'), '.wiki.home.internal'],
  'an Ingress of a name that looks like its own': [ingress('evilwiki.home.internal'), '.wiki.home.internal'],
  'an Ingress of all names': [ingress(undefined), '.wiki.home.internal'],
  'an Ingress of a Service that the web router takes for that of a neighbour': [
    served({ name: 'garden-web', port: { number: 80 } }),
    'Give the Service another name',
  ],
  'an Ingress of a Service that does so by its port': [
    served({ name: 'garden', port: { name: 'web-http' } }),
    'Give the Service another name',
  ],
  'an Ingress of a Service that only begins like it': [served({ name: 'gardens', port: { number: 80 } }), undefined],
  'an Ingress of a Service that is called like the rest of it': [
    served({ name: 'garden', port: { number: 80 } }),
    undefined,
  ],
  'an Ingress with a path': [routed('/photos/2026'), undefined],
  'an Ingress whose path is a rule of the web router': [
    routed('/a`) || Host(`shop.home.internal`) || PathPrefix(`/b'),
    'A path here has letters',
  ],
  'an Ingress whose path is such a rule in other quotes': [
    routed('/a") || Host("shop.home.internal") || PathPrefix("/b'),
    'A path here has letters',
  ],
  'an Ingress for one entrance': [routed('/', ofTraefik('router.entrypoints', 'websecure')), undefined],
  'an Ingress for the entrance that is for nobody': [
    routed('/', ofTraefik('router.entrypoints', 'traefik')),
    'Of the settings of Traefik',
  ],
  'an Ingress that writes a rule into the matcher of paths': [
    routed('/', ofTraefik('router.pathmatcher', 'HostRegexp(`.+`) || PathPrefix')),
    'Of the settings of Traefik',
  ],
  'an Ingress that writes the key of it otherwise': [
    routed('/', { 'traefik.ingress.kubernetes.io/Router.PathMatcher': 'HostRegexp(`.+`) || PathPrefix' }),
    'Of the settings of Traefik',
  ],
  'an Ingress that comes before all others': [
    routed('/', ofTraefik('router.priority', '100000')),
    'Of the settings of Traefik',
  ],
  'an Ingress of what nobody has': [
    { kind: 'Ingress', apiVersion: 'networking.k8s.io/v1', spec: { defaultBackend: backend } },
    '.wiki.home.internal',
  ],
};

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'microcloud-policies-'));
  api = await KubernetesApi.start(join(directory, 'api'));
  const namespace = (name: string, metadata: Item) =>
    api.call('POST', '/api/v1/namespaces', { metadata: { name, ...metadata } });
  await namespace('wiki', {
    labels: { 'microcloud.cloudy/person': 'ismael' },
    annotations: { 'microcloud.cloudy/hosts': hosts },
  });
  await namespace('owners', {});
  // No controller is there that would make these.
  const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
  const subjects = [{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: ismael.group }];
  const roleRef = { kind: 'Role', apiGroup: 'rbac.authorization.k8s.io', name: 'all' };
  for (const name of ['wiki', 'owners']) {
    await api.call('POST', `/api/v1/namespaces/${name}/serviceaccounts`, { metadata: { name: 'default' } });
    await api.call('POST', folderOf('Role', name), { metadata: { name: 'all' }, rules });
    await api.call('POST', folderOf('RoleBinding', name), {
      metadata: { name: 'all', labels: { 'microcloud.cloudy/person': 'ismael' } },
      subjects,
      roleRef,
    });
  }
  await api.call('POST', folderOf('NetworkPolicy'), {
    metadata: { name: 'microcloud', labels: { 'microcloud.cloudy/person': 'ismael' } },
    spec: { podSelector: {} },
  });
  for (const {
    metadata: { name, labels, annotations },
    ...item
  } of deployed(step, scope)) {
    if (item.kind === 'ConfigMap') continue;
    await api.call('POST', folderOf(item.kind), { ...item, metadata: { name, labels, annotations } });
  }
  // The API takes a moment to heed them.
  const first = [
    'a Service with externalIPs',
    'a Service with a port of its choice',
    'a pod anywhere',
    'an Ingress of all names',
  ];
  for (const what of first) await until(() => assert.rejects(attempt(rows[what]![0])), 30);
  await until(
    () => assert.rejects(api.call('DELETE', `${folderOf('RoleBinding')}/all?dryRun=All`, undefined, ismael)),
    30,
  );
});
after(async () => {
  await api?.stop();
  await rm(directory, { recursive: true, force: true });
});

describe("policies for people's namespaces", () => {
  for (const [what, [item, sentence]] of Object.entries(rows)) {
    it(`${sentence === undefined ? 'admit' : 'refuse'} ${what}`, async () => {
      if (sentence === undefined) await attempt(item);
      else
        await assert.rejects(attempt(item), (error: Error) => error.message.includes(sentence) || assert.fail(error));
    });
  }

  it('admit everything of an owner, and everything in other namespaces', async () => {
    for (const [item] of Object.values(rows)) {
      await attempt(item, { byOwner: true });
      await attempt(item, { namespace: 'owners' });
    }
  });

  it('let a Service keep the port that it got, and take no other', async () => {
    const made = (await api.call(
      'POST',
      folderOf('Service'),
      { ...service({ type: 'NodePort' }), metadata: { name: 'web' } },
      ismael,
    )) as Item;
    const path = `${folderOf('Service')}/web`;
    const [port] = made.spec.ports;
    assert.ok(port.nodePort > 0);
    await api.call('PUT', path, { ...made, spec: { ...made.spec, sessionAffinity: 'ClientIP' } }, ismael);
    const other = { ...port, nodePort: port.nodePort === 30100 ? 30101 : 30100 };
    await assert.rejects(api.call('PATCH', path, { spec: { ports: [other] } }, ismael), /leave nodePort out/);
  });

  it('look at a pod also when a person changes it', async () => {
    const path = `${folderOf('Pod')}/changing`;
    await api.call('POST', folderOf('Pod'), { ...pod({}), metadata: { name: 'changing' } }, ismael);
    // Where the scheduler has put it, nodeName is nobody's wish.
    const place = { target: { kind: 'Node', name: 'pi-1' }, metadata: { name: 'changing' } };
    await api.call('POST', `${path}/binding`, { kind: 'Binding', apiVersion: 'v1', ...place });
    const labels = { metadata: { labels: { app: 'b' } } };
    await api.call('PATCH', path, labels, ismael);
    const changed = async (change: (spec: Item) => void) => {
      const now = (await api.call('GET', path)) as Item;
      change(now.spec);
      return api.call('PUT', path, now, ismael);
    };
    await changed((spec) => Object.assign(spec.containers[0], { image: 'nginx:1.28' }));
    await assert.rejects(
      changed((spec) => Object.assign(spec.containers[0], { image: 'ghcr.io/ana/wiki' })),
      /Images here come from these registries only/,
    );
    await assert.rejects(
      changed((spec) => spec.tolerations.push(...everything)),
      /Control planes are for the cluster itself/,
    );
  });

  for (const kind of ['NetworkPolicy', 'RoleBinding']) {
    const name = kind === 'RoleBinding' ? 'all' : 'microcloud';
    it(`keep a ${kind} of the owner from being changed or deleted by people`, async () => {
      const path = `${folderOf(kind)}/${name}`;
      await assert.rejects(api.call('DELETE', path, undefined, ismael), /The owner of the cluster made this/);
      await assert.rejects(api.call('DELETE', folderOf(kind), undefined, ismael), /The owner of the cluster made this/);
      const change = { metadata: { labels: { 'microcloud.cloudy/person': null } } };
      await assert.rejects(api.call('PATCH', path, change, ismael), /The owner of the cluster made this/);
    });
  }

  it('tell doctor what was there before them, and change nothing of it', async () => {
    const made: readonly (readonly [string, Item])[] = [
      ['caught', service({ externalIPs: ['192.168.0.1'] })],
      ['good', service({ type: 'NodePort' })],
      ['before-all', deployment({ tolerations: everything })],
      ['nightly', cronJob({ nodeName: 'pi-1' })],
      ['shop', ingress('shop.home.internal')],
      ['foreign', pod({ containers: [{ name: 'a', image: 'ghcr.io/ana/wiki' }] })],
      ['mighty', pod({ hostNetwork: true, volumes: [{ name: 'v', hostPath: { path: '/' } }] })],
      ['modest', pod({})],
    ];
    for (const [name, item] of made) {
      await api.call('POST', folderOf(item.kind), { apiVersion: 'v1', ...item, metadata: { ...item.metadata, name } });
    }
    const level = { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } } };
    await api.call('PATCH', '/api/v1/namespaces/wiki', level);
    const { refused, insecure } = await answers(['wiki']);
    const expected = {
      'Service caught': /^A Service here has no externalIPs/,
      'Ingress shop': /^An Ingress here has host names that end in \.wiki\.home\.internal/,
      'Deployment before-all': /^Control planes are for the cluster itself/,
      'CronJob nightly': /^The cluster chooses the node/,
      'Pod foreign': /^Images here come from these registries only/,
    };
    assert.deepEqual(
      refused.map(({ kind, name }) => `${kind} ${name}`),
      Object.keys(expected),
    );
    for (const [index, sentence] of Object.values(expected).entries()) {
      assert.match(refused[index]?.sentence ?? '', sentence);
    }
    assert.deepEqual(insecure, [
      { namespace: 'wiki', level: 'baseline', pods: ['mighty: host namespaces, hostPath volumes'] },
    ]);
    const { metadata } = (await api.call('GET', `${folderOf('Service')}/good`)) as Item;
    assert.equal(metadata.annotations?.['microcloud.cloudy/asked'], undefined);
    const { metadata: after } = (await api.call('GET', '/api/v1/namespaces/wiki')) as Item;
    assert.equal(after.labels['pod-security.kubernetes.io/enforce-version'], undefined);
    assert.deepEqual(await answers(['owners']), { refused: [], insecure: [] });
  });

  it('have no mistake that the API warns of', async () => {
    for (const kind of ['ValidatingAdmissionPolicy', 'MutatingAdmissionPolicy']) {
      const { items } = (await api.call('GET', folderOf(kind))) as Item;
      assert.ok(items.length > 0);
      assert.deepEqual(
        items.flatMap(({ status }: Item) => status?.typeChecking?.expressionWarnings ?? []),
        [],
      );
    }
  });
});
