import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { listOn } from '../../support/cloudy.ts';
import { freshLab, init, kubectl, microcloud, nothingToDo } from '../../support/cluster.ts';
import { bringExampleImage, kubectlWith } from '../../support/examples.ts';
import { helmWith } from '../../support/helm.ts';
import { until } from '../../support/until.ts';

const name = 'test-helm';
const nodes = ['pi-1', 'pi-2'];
const chart = join(import.meta.dirname, '../../fixtures/charts/greeting');
let lab: RunningLab;
let owner: string;
let helm: Awaited<ReturnType<typeof helmWith>>;
before(async () => {
  lab = await freshLab(name, nodes.length);
  await init(lab);
  owner = join(lab.directory, 'owner.yaml');
  const { code, stderr } = await microcloud(lab, ['kubeconfig', '--output', owner]);
  assert.equal(code, 0, stderr);
  helm = await helmWith(owner);
  await bringExampleImage(lab, nodes);
});
after(() => labDown({ name }));

const greeting = ['--kube-context', name, '--namespace', 'greeting'];

/** What a node lists of the chart in Cloudy. */
const listed = async (node: string) =>
  (await listOn(lab, node)).filter(({ s, d }) => s === 'kubernetes' && /^(Greeting|Salute)$/.test(d));

/** Each node lists the page in Cloudy under this name, and only under it, and the page answers there. */
async function isListed(title: string): Promise<void> {
  await until(async () => {
    for (const node of nodes) {
      const entries = await listed(node);
      assert.deepEqual(
        entries.map(({ d }) => d),
        [title],
        node,
      );
      for (const { i, p } of entries) {
        const page = await fetch(`http://${i}:${p}/`, { headers: { connection: 'close' } });
        assert.match(await page.text(), new RegExp(`<h1>${title}!</h1>`));
      }
    }
  }, 60);
}

/** What Helm made, each object with the version that it changes by. */
const made = () =>
  kubectl(
    lab,
    '-n greeting get deployments,services,secrets -o',
    '\'jsonpath={range .items[*]}{.kind} {.metadata.name} {.metadata.uid} {.metadata.resourceVersion}{"\\n"}{end}\'',
  );

test('a chart is installed as the docs say, and is in the list of Cloudy', { timeout: 300_000 }, async () => {
  await helm('install', 'greeting', chart, ...greeting, '--create-namespace', '--wait');
  assert.match(await helm('list', '--all-namespaces', '--kube-context', name), /^greeting\s+greeting\s+1\s.*deployed/m);
  await isListed('Greeting');
});

test('a second init finds nothing to do, and leaves alone what Helm made', { timeout: 300_000 }, async () => {
  const before = await made();
  assert.match(before, /^Deployment greeting [\s\S]*^Secret sh\.helm\.release\.v1\.greeting\.v1 /m);
  await nothingToDo(lab, nodes);
  assert.equal(await made(), before);
});

test('an upgrade brings another name and more pods, and going back brings the first', {
  timeout: 300_000,
}, async () => {
  await helm('upgrade', 'greeting', chart, ...greeting, '--set', 'title=Salute,replicas=2', '--wait');
  assert.equal(await kubectl(lab, '-n greeting get deployment greeting -o jsonpath={.status.readyReplicas}'), '2');
  await isListed('Salute');
  await helm('rollback', 'greeting', '1', ...greeting, '--wait');
  await isListed('Greeting');
});

test("a person's chart stays inside of the namespace, and is refused where it does not", {
  timeout: 300_000,
}, async () => {
  const file = join(lab.directory, 'ana.yaml');
  const { code, stderr } = await microcloud(lab, ['user', 'add', 'ana', '--output', file, '--yes']);
  assert.equal(code, 0, stderr);
  await until(() => kubectlWith(file, ['get', 'serviceaccount', 'default']));
  const asAna = await helmWith(file);
  await asAna('install', 'greeting-of-ana', chart, '--set', 'title=Ana', '--wait');
  await assert.rejects(
    asAna('install', 'nosy', chart, '--set', 'looksAtNodes=true'),
    /clusterroles\.rbac\.authorization\.k8s\.io.*forbidden/s,
  );
  await assert.rejects(asAna('list', '--namespace', 'greeting'), /secrets is forbidden/);
  await asAna('uninstall', 'greeting-of-ana', '--wait');
  const gone = await microcloud(lab, ['user', 'remove', 'ana', '--confirm', 'ana']);
  assert.equal(gone.code, 0, gone.stderr);
});

test('uninstalled, it is in no list any more, and nothing is to do', { timeout: 300_000 }, async () => {
  await helm('uninstall', 'greeting', ...greeting, '--wait');
  await until(async () => {
    for (const node of nodes)
      assert.deepEqual(
        (await listOn(lab, node)).filter(({ s }) => s === 'kubernetes'),
        [],
      );
  }, 30);
  assert.equal(await made(), '');
  await nothingToDo(lab, nodes);
});
