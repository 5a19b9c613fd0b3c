import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { versions } from '../../../scripts/from-source/built-versions.ts';
import type { InventoryFile } from '../../../src/inventory/schema.ts';
import {
  freshLab,
  init,
  inside,
  kubectl,
  microcloud,
  nothingToDo,
  traces,
  until,
  withInventory,
} from '../../support/cluster.ts';
import { bundleWith } from '../../support/further-bundle.ts';
import { askRegistry, pushOwnImage } from '../../support/own-image.ts';
import { deployPage, pageAt, watchPage } from '../../support/page.ts';
import { runOnVolume } from '../../support/volume-pods.ts';
import { askRouter, type Routed } from '../../support/web-router.ts';

const name = 'test-addons';
const nodes = ['pi-1', 'pi-2'];
const data = { name: 'data', accessMode: 'ReadWriteOnce' } as const;
let fresh: RunningLab;
let lab: RunningLab;
before(async () => {
  const bundle = await bundleWith('addons');
  fresh = await freshLab(name, nodes.length, bundle === undefined ? {} : { bundle });
  lab = await withAddons('on', {
    metrics: true,
    storage: true,
    ingress: true,
    monitoring: { node: 'pi-2' },
    registry: { node: 'pi-1' },
  });
});
after(() => labDown({ name }));

/** The lab's inventory with these addons. */
const withAddons = (title: string, addons: NonNullable<InventoryFile['cluster']['addons']>) =>
  withInventory(fresh, title, (file) => ({ ...file, cluster: { ...file.cluster, addons } }));

/** What there is of addons: what microcloud noted, namespaces, and whatever carries the label of one. */
const leftOf = async (): Promise<readonly string[]> => {
  const sets = ['addon-metrics', 'addon-storage', 'addon-ingress', 'addon-monitoring'].join(',');
  const kinds = 'all,namespaces,serviceaccounts,configmaps,roles,clusterroles,rolebindings,clusterrolebindings';
  const of = `-A -o name -l 'microcloud.cloudy/objects in (${sets})'`;
  const labelled = await kubectl(lab, `get ${kinds},apiservices,storageclasses,ingressclasses ${of}`);
  const namespaces = (await kubectl(lab, 'get namespaces -o name')).split('\n');
  return [
    ...labelled.trim().split('\n'),
    ...namespaces.filter((one) => /monitoring|local-path|ingress/.test(one)),
  ].filter(Boolean);
};

/** Where the nodes are for good. */
const addresses = () => nodes.map((_, index) => new URL(pageAt(lab, index)).hostname);

/** What the monitoring answers, asked by the API as its Service. */
const asked = (path: string) =>
  kubectl(lab, `get --raw '/api/v1/namespaces/monitoring/services/victoria-metrics:8428/proxy${path}'`);

test('it names a program that has a port of the web router, before anything changes', {
  timeout: 300_000,
}, async () => {
  const before = await Promise.all(nodes.map((node) => traces(lab, node)));
  await inside(lab, 'pi-2', '/usr/sbin/sshd -p 80 -o PidFile=/run/sshd-on-80.pid');
  try {
    const { code, stdout, stderr } = await microcloud(lab, ['init', '--yes', '--accept-new-host-keys']);
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /sshd listens on port 80, which the addon ingress takes on every node/);
    assert.deepEqual(await Promise.all(nodes.map((node) => traces(lab, node))), before);
  } finally {
    await inside(lab, 'pi-2', 'kill "$(cat /run/sshd-on-80.pid)"');
  }
});

test('it makes a cluster with addons, and says before what they cost', { timeout: 900_000 }, async () => {
  const { stdout } = await microcloud(lab, ['init', '--dry-run', '--accept-new-host-keys']);
  assert.match(stdout, /Deploy metrics \(about 30 MiB of memory on one node\)/);
  assert.match(stdout, /Deploy storage \(about 15 MiB of memory on one node\)/);
  assert.match(stdout, /Deploy ingress \(about 40 MiB of memory on every node\)/);
  assert.match(stdout, /so that pi-1 keeps images of the cluster \(about 60 MiB of memory on pi-1\)/);
  assert.match(stdout, /Deploy monitoring \(about 100 MiB of memory on pi-2, and 20 MiB of memory on every node\)/);
  await init(lab);
});

test('it shows what nodes and pods use, by certificates that the cluster has signed', async () => {
  await until(async () => (await kubectl(lab, 'top nodes --no-headers')).trim().split('\n').length === nodes.length);
  assert.match(await kubectl(lab, 'top pods -n kube-system'), /kube-apiserver-pi-1 +\d+m +\d+Mi/);
  for (const node of nodes) {
    const shown = await inside(lab, 'pi-1', `openssl s_client -connect ${node}:10250 </dev/null 2>/dev/null`);
    assert.match(shown, /issuer=CN *= *kubernetes$/m, node);
  }
});

test('it runs three pods of a page under load, and one afterwards', { timeout: 600_000 }, async (t) => {
  await deployPage(lab, `registry.k8s.io/coredns/coredns:${versions.coredns}`, kubectl);
  const resources = JSON.stringify({ requests: { cpu: '20m' } });
  await kubectl(
    lab,
    `patch deployment page -p '{"spec":{"replicas":1,"template":{"spec":{"containers":[{"name":"page","resources":${resources}}]}}}}'`,
  );
  const autoscaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'page' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'page' },
      ...{ minReplicas: 1, maxReplicas: 3 },
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } },
      ],
      behavior: { scaleDown: { stabilizationWindowSeconds: 15 } },
    },
  };
  await inside(lab, 'pi-1', `echo '${JSON.stringify(autoscaler)}' >/run/autoscaler.json`);
  await kubectl(lab, 'apply -f /run/autoscaler.json');
  const pods = async () => Number(await kubectl(lab, "get deployment page -o 'jsonpath={.status.readyReplicas}'"));
  await until(async () => (await pods()) === 1);
  const load = Array.from({ length: 60 }, (_, index) => watchPage([pageAt(lab, index % nodes.length)]));
  const begun = Date.now();
  try {
    await until(async () => (await pods()) === 3, 240);
    t.diagnostic(`three pods after ${Math.round((Date.now() - begun) / 1000)} s`);
  } finally {
    await Promise.all(load.map((one) => one.stop()));
  }
  await until(async () => (await pods()) === 1, 300);
  await kubectl(lab, 'delete hpa,deployment,service,pdb,configmap page');
});

test('it shows a page by its name on every node, with a certificate where there is one', {
  timeout: 300_000,
}, async (t) => {
  await deployPage(lab, `registry.k8s.io/coredns/coredns:${versions.coredns}`, kubectl);
  await kubectl(lab, "create ingress page --rule='page.home.arpa/*=page:80'");
  const asked = (name: string, options = {}) =>
    Promise.all(addresses().map((address) => askRouter(address, name, { path: '/health', ...options })));
  const good = { status: 200, body: 'OK' };
  const both = (one: Routed) => addresses().map(() => one);
  await until(async () => (await asked('page.home.arpa')).every(({ status }) => status === 200));
  assert.deepEqual(await asked('page.home.arpa'), both(good));
  assert.deepEqual(await asked('other.home.arpa'), both({ status: 404, body: '404 page not found\n' }));
  assert.equal(
    await kubectl(lab, "get ingress page -o 'jsonpath={.status.loadBalancer.ingress[*].ip}'"),
    addresses()[0],
  );
  const unknown = await asked('page.home.arpa', { secure: true });
  assert.deepEqual(unknown, both({ ...good, certified: 'TRAEFIK DEFAULT CERT' }));
  await inside(
    lab,
    'pi-1',
    'cd /run && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=page.home.arpa -addext subjectAltName=DNS:page.home.arpa -keyout page.key -out page.crt 2>/dev/null',
  );
  await kubectl(lab, 'create secret tls page --cert=/run/page.crt --key=/run/page.key');
  await kubectl(lab, `patch ingress page --type=merge -p '{"spec":{"tls":[{"secretName":"page"}]}}'`);
  await until(async () =>
    (await asked('page.home.arpa', { secure: true })).every(({ certified }) => certified === 'page.home.arpa'),
  );
  t.diagnostic(await kubectl(lab, 'top pods -n ingress --no-headers'));
  await kubectl(lab, 'scale deployment page --replicas=0');
  await until(async () => (await asked('page.home.arpa')).every(({ status }) => status === 503));
  await kubectl(lab, 'delete ingress,deployment,service,pdb,configmap,secret page');
  await until(async () => (await asked('page.home.arpa')).every(({ status }) => status === 404));
});

test('it runs an image that somebody made near by, and shows images to nobody else', { timeout: 300_000 }, async () => {
  const [address = ''] = addresses();
  await pushOwnImage(lab, address);
  const { name: clusterName } = parse(await readFile(lab.inventory, 'utf8')).cluster;
  await kubectl(lab, `create deployment hello --image=registry.${clusterName}.internal/hello:1`);
  await kubectl(lab, 'rollout status deployment/hello --timeout=120s');
  assert.equal(await kubectl(lab, "get pods -l app=hello -o 'jsonpath={.items[*].spec.nodeName}'"), 'pi-2');
  const catalog = { path: '/v2/_catalog', as: 'pi-2' } as const;
  assert.deepEqual(await askRegistry(lab, address, catalog), { status: 200, body: '{"repositories":["hello"]}\n' });
  await assert.rejects(askRegistry(lab, address, { path: '/v2/_catalog' }));
  const push = { path: '/v2/hello/blobs/uploads/', method: 'POST', as: 'pi-2' } as const;
  assert.equal((await askRegistry(lab, address, push)).status, 405);
  await assert.rejects(fetch(`http://${address}:5442/v2/`));
  const processes = await inside(
    lab,
    'pi-1',
    'grep -h VmRSS $(pidof docker-registry | sed "s#[0-9][0-9]*#/proc/&/status#g")',
  );
  assert.equal(processes.trim().split('\n').length, 2);
  await kubectl(lab, 'delete deployment hello');
});

test('it keeps a volume longer than the pod that wrote it', { timeout: 300_000 }, async () => {
  await runOnVolume(lab, data, { pod: 'writer', script: 'echo kept >/data/text' });
  await runOnVolume(lab, data, { pod: 'reader', script: 'cat /data/text' });
  assert.equal(await kubectl(lab, 'logs reader'), 'kept\n');
  await kubectl(lab, 'delete pod writer reader');
});

test('it knows the memory of all nodes, and has a page of graphs', { timeout: 300_000 }, async () => {
  const query = '/api/v1/query?query=node_memory_MemAvailable_bytes';
  const known = async () => {
    const { data } = JSON.parse(await asked(query));
    return data.result.map(({ metric }: { metric: { node: string } }) => metric.node).sort();
  };
  await until(async () => (await known()).length === nodes.length);
  assert.deepEqual(await known(), nodes);
  assert.match(await asked('/vmui/'), /<html[\s\S]*src="\.\/assets\/index/);
  const graphs = JSON.parse(await asked('/vmui/custom-dashboards'));
  assert.equal(graphs.dashboardsSettings[0].title, 'Nodes');
});

test('it says "nothing to do" with one exec a node, and touches nothing', async () => {
  await nothingToDo(lab, nodes);
});

test('it puts back what somebody took away', { timeout: 300_000 }, async () => {
  await kubectl(lab, '-n kube-system delete deployment metrics-server');
  await inside(lab, 'pi-1', 'rm /usr/local/lib/microcloud/approve-certificates.sh');
  const { stdout } = await microcloud(lab, ['doctor']);
  assert.match(stdout, /\[addon\.metrics\]/);
  assert.match(stdout, /\[kubelet\.approval\]/);
  await init(lab);
  await until(async () => (await kubectl(lab, 'top nodes --no-headers')).trim().split('\n').length === nodes.length);
});

test('it takes addons away without leftovers, and brings them again', { timeout: 900_000 }, async () => {
  const on = lab;
  lab = await withAddons('off', {});
  await init(lab);
  assert.deepEqual(await leftOf(), []);
  for (const node of nodes) {
    await inside(
      lab,
      node,
      '! ls /etc/systemd/system /usr/local/lib/microcloud | grep -e approv -e exporter -e registry',
    );
    await inside(lab, node, '! pidof prometheus-node-exporter');
    await inside(lab, node, '! iptables-save -t nat | grep "CNI-HOSTPORT-DNAT.*traefik"');
    await inside(lab, node, '! tr "\\0" " " </proc/$(pidof kubelet)/cmdline | grep rotate-server');
  }
  for (const address of addresses()) await assert.rejects(askRouter(address, 'page.home.arpa'));
  await inside(lab, 'pi-1', '! pidof docker-registry');
  await inside(lab, 'pi-1', 'test -d /var/lib/microcloud-registry/docker/registry/v2/repositories/hello');
  await nothingToDo(lab, nodes);
  lab = on;
  await init(lab);
  const [address = ''] = addresses();
  assert.match((await askRegistry(lab, address, { path: '/v2/hello/tags/list', as: 'pi-2' })).body, /"tags":\["1"\]/);
  await until(async () => (await kubectl(lab, 'top nodes --no-headers')).trim().split('\n').length === nodes.length);
  await nothingToDo(lab, nodes);
  await runOnVolume(lab, data, { pod: 'reader', script: 'cat /data/text' });
  assert.equal(await kubectl(lab, 'logs reader'), 'kept\n');
});
