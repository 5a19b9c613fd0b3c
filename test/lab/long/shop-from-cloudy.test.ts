import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { labDown } from '../../../lab/down.ts';
import { filesOf, passwordIn } from '../../../lab/state.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { type BrowserWindow, startChromium } from '../../support/chromium.ts';
import { giveLogin, hasCloudy, needsCloudy, servicesOn } from '../../support/cloudy.ts';
import {
  freshLab,
  init,
  inside,
  kubectl,
  microcloud,
  nothingToDo,
  until,
  withInventory,
} from '../../support/cluster.ts';
import { bringExampleImage, deployExample } from '../../support/examples.ts';

const name = 'test-shop';
const nodes = ['pi-1', 'pi-2'];
const account = 'system:serviceaccount:microcloud:cloudy-pages';
let lab: RunningLab;
let pages: string;
before(async () => {
  if (!hasCloudy) return;
  lab = await freshLab(name, nodes.length);
  await giveLogin(lab);
  await init(lab);
  const owner = join(lab.directory, 'owner.yaml');
  assert.equal((await microcloud(lab, ['kubeconfig', '--output', owner])).code, 0);
  await bringExampleImage(lab, nodes);
  await deployExample(owner, 'shop');
  // On a worker, which has no other way to the API than what it was given.
  pages = `http://${addressOf('pi-2')}:7000`;
  await until(async () => (await ready()) === '2');
});
after(() => labDown({ name }));

/** The address that a node has for good. */
const addressOf = (node: string) => `172.29.${lab.nodes[0]?.address.split('.')[2]}.1${node.at(-1)}`;
const ready = () => kubectl(lab, 'get deployment shop-front -o jsonpath={.status.readyReplicas}');
const wanted = () => kubectl(lab, 'get deployment shop-front -o jsonpath={.spec.replicas}');
const shown = async () => (await servicesOn(lab, 'pi-1')).filter((one) => one.startsWith('Shop:')).length;

test('somebody stops, starts and opens the shop from Cloudy', { ...needsCloudy, timeout: 300_000 }, async (t) => {
  const browser = await startChromium(t);
  await openApplications(browser);
  await browser.until('document.querySelector("input[name=password]")');
  assert.equal(await browser.run('document.querySelectorAll("#applications").length'), 0);

  await logIn(browser);
  await openApplications(browser);
  await browser.until(
    '/Shop\\s+default\\/shop\\s+runs: 2 of 2/.test(document.querySelector("#applications")?.innerText)',
  );
  await until(async () => (await shown()) === 1, 30);
  await press(browser, 'Stop');
  await browser.until('document.body.innerText.includes("shop is stopped")');
  await browser.until('/Shop\\s+default\\/shop\\s+stopped/.test(document.querySelector("#applications").innerText)');
  await until(async () => (await shown()) === 0, 15);
  assert.equal(await wanted(), '0');
  await until(async () => (await ready()) === '', 30);

  await press(browser, 'Start');
  await browser.until('document.body.innerText.includes("shop starts")');
  await until(async () => (await shown()) === 1, 15);
  await until(async () => (await ready()) === '2', 60);
  assert.equal(await wanted(), '2');
  await openApplications(browser);
  await browser.until('document.querySelector("#applications a.btn")');
  await browser.run('document.querySelector("#applications a.btn").click()');
  await browser.until(`location.port.startsWith("3") && location.hostname === "${addressOf('pi-2')}"`);
  await browser.until('document.body.innerText !== ""');
});

test('a page of somebody else stops nothing', { ...needsCloudy, timeout: 300_000 }, async (t) => {
  const browser = await startChromium(t);
  await logIn(browser);
  const target = `${pages}/index.php/applications/change`;
  const body = 'act=stop&namespace=default&name=shop&token=';
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end(`<!doctype html><form method="post" action="${target}">
<input name="act" value="stop"><input name="namespace" value="default"><input name="name" value="shop"></form>
<script>fetch("${target}", {method: "POST", mode: "no-cors", credentials: "include", body: new URLSearchParams("${body}")})
.catch(() => {}).then(() => document.forms[0].submit())</script>`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => server.close());
  await browser.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await browser.until('document.body.innerText.includes("opens from the pages of this node only")');

  // From the page itself, but without the word of its form.
  await browser.open(pages);
  await browser.until('document.readyState === "complete" && document.body.innerText.includes("Cloudy")');
  const options = `{method: "POST", body: new URLSearchParams("${body}")}`;
  const said = await browser.run<string>(`fetch("${target}", ${options}).then((answer) => answer.text())`);
  assert.match(said, /Nothing was changed/);
  assert.deepEqual([await wanted(), await shown()], ['2', 1]);
});

test('the account of the pages may do this, and nothing else', needsCloudy, async () => {
  const list = await kubectl(lab, `auth can-i --list --as=${account}`);
  const rights = list.split('\n').flatMap((line) => {
    const [what = '', verbs = ''] = [line.split(/\s/, 1).join(), /\[([a-z ]*)\]\s*$/.exec(line)?.[1]];
    return /^(services|deployments|statefulsets)/.test(what) || /create|delete|update|patch/.test(verbs)
      ? [`${what} ${verbs}`]
      : [];
  });
  assert.deepEqual(rights.sort(), [
    'deployments.apps list',
    'deployments.apps/scale patch',
    'selfsubjectaccessreviews.authorization.k8s.io create',
    'selfsubjectreviews.authentication.k8s.io create',
    'selfsubjectrulesreviews.authorization.k8s.io create',
    'services list',
    'services/status patch',
    'statefulsets.apps list',
    'statefulsets.apps/scale patch',
  ]);
  const api = `https://${addressOf('pi-1')}:6443`;
  const call = (method: string, path: string, change = '') =>
    inside(
      lab,
      'pi-2',
      `token=$(ls -td /var/lib/kubelet/pods/*/volumes/kubernetes.io~projected/cloudy-pages/token | head -n 1)
curl -s -o /dev/null -w '%{http_code}' -X ${method} --cacert /etc/kubernetes/pki/ca.crt -H "Authorization: Bearer $(cat $token)" \
-H 'content-type: application/merge-patch+json' --data '${change}' ${api}${path}`,
    );
  const deployments = (namespace: string) => `/apis/apps/v1/namespaces/${namespace}/deployments`;
  const none = '{"spec":{"replicas":0}}';
  assert.equal(await call('GET', '/api/v1/services'), '200');
  assert.equal(await call('GET', '/api/v1/secrets'), '403');
  assert.equal(await call('PATCH', `${deployments('kube-system')}/coredns/scale`, none), '422');
  assert.equal(await call('PATCH', `${deployments('default')}/shop-orders/scale`, none), '422');
  assert.equal(await call('PATCH', `${deployments('default')}/shop-front`, none), '403');
  assert.equal(await call('DELETE', `${deployments('default')}/shop-front`), '403');
  assert.equal(
    await call('PATCH', '/api/v1/namespaces/default/services/shop', '{"metadata":{"labels":{"a":"b"}}}'),
    '403',
  );
  const owner = '/var/lib/kubelet/pods/*/volumes/kubernetes.io~projected/cloudy-pages/token';
  await assert.rejects(inside(lab, 'pi-2', `runuser -u pi -- sh -c 'cat ${owner}'`));
});

test('a second run finds nothing to do, and without the pages nothing is missing', {
  ...needsCloudy,
  timeout: 400_000,
}, async () => {
  await until(async () => (await init(lab)).nodes.every(({ changes }) => changes === 0));
  await nothingToDo(lab, nodes);
  const agent = await withInventory(lab, 'agent', (file) => ({ ...file, cloudy: { install: 'agent' } }));
  await until(async () => (await init(agent)).nodes.every(({ changes }) => changes === 0));
  assert.doesNotMatch(
    await kubectl(lab, 'get clusterroles,validatingadmissionpolicies,daemonsets -A'),
    /cloudy-(pages|marks|scale)/,
  );
  assert.equal(
    await kubectl(lab, 'get clusterrolebinding microcloud:cloudy-publisher -o name'),
    'clusterrolebinding.rbac.authorization.k8s.io/microcloud:cloudy-publisher\n',
  );
  await nothingToDo(agent, nodes);
});

/** As by a link of the page: typed addresses are refused, as a link from elsewhere would be. */
async function openApplications(browser: BrowserWindow): Promise<void> {
  await browser.open(pages);
  await browser.until(`location.href.startsWith("${pages}") && document.readyState === "complete"`);
  await browser.run('location.assign("/index.php/applications")');
  await browser.until('location.pathname === "/index.php/applications" && document.readyState === "complete"');
}

async function press(browser: BrowserWindow, label: string): Promise<void> {
  const row = `[...document.querySelectorAll("#applications tr")].find((one) => one.innerText.includes("default/shop"))`;
  const button = `${row}.querySelector("button")`;
  assert.equal(await browser.run(`${button}.innerText`), label);
  await browser.run(`${button}.click()`);
}

async function logIn(browser: BrowserWindow): Promise<void> {
  await browser.open(pages);
  await browser.until(`location.href.startsWith("${pages}") && document.readyState === "complete"`);
  const form = JSON.stringify({ user: 'ada', password: await passwordIn(filesOf(lab.directory)) });
  await browser.run(`fetch("/", {method: "POST", body: new URLSearchParams(${form})}).then((answer) => answer.text())`);
}
