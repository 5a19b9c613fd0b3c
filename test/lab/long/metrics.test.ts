import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
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
import { startCustomers } from '../../support/customers.ts';
import { bringExampleImage, deployExample, kubectlWith } from '../../support/examples.ts';
import { bundleWith } from '../../support/further-bundle.ts';
import { pageAt } from '../../support/page.ts';

const name = 'test-metrics';
const nodes = ['pi-1', 'pi-2'];
const byLoad = join(import.meta.dirname, '../../../examples/shop/by-load.yaml');
let lab: RunningLab;
let owner: string;
before(async () => {
  const bundle = await bundleWith('addons');
  const fresh = await freshLab(name, nodes.length, bundle === undefined ? {} : { bundle });
  lab = await withInventory(fresh, 'addons', (file) => ({
    ...file,
    cluster: { ...file.cluster, addons: { metrics: true, storage: true } },
  }));
  await init(lab);
  owner = join(lab.directory, 'owner.yaml');
  const { code, stderr } = await microcloud(lab, ['kubeconfig', '--output', owner]);
  assert.equal(code, 0, stderr);
  await bringExampleImage(lab, nodes);
});
after(() => labDown({ name }));

const front = async (field: string) => Number(await kubectl(lab, `get deployment shop-front -o jsonpath=${field}`));
const ready = () => front('{.status.readyReplicas}');
const rolledOut = async (...parts: readonly string[]) => {
  for (const part of parts) await kubectlWith(owner, ['rollout', 'status', `deployment/${part}`, '--timeout=180s']);
};

test('the shop keeps its orders in a volume of the addon, and says what it uses', { timeout: 300_000 }, async (t) => {
  await deployExample(owner, 'shop');
  await rolledOut('shop-orders', 'shop-stock', 'shop-front');
  await until(async () => (await kubectl(lab, 'top pods -l app --no-headers')).trim().split('\n').length >= 5);
  t.diagnostic(await kubectl(lab, 'top pods --no-headers'));
  assert.equal(await kubectl(lab, 'get pvc shop-orders -o jsonpath={.status.phase}'), 'Bound');
});

test('it gets more pods under load, is updated meanwhile, and has two again: without a lost request or order', {
  timeout: 900_000,
}, async (t) => {
  await kubectlWith(owner, ['apply', '-f', byLoad]);
  const port = await kubectl(lab, "get service shop -o 'jsonpath={.spec.ports[0].nodePort}'");
  const { hostname } = new URL(pageAt(lab, 0));
  const customers = startCustomers(`http://${hostname}:${port}/`, { visitors: 4 });
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 1000);
  try {
    await until(async () => (await ready()) >= 4, 240);
    t.diagnostic(`four pods after ${seconds()} s`);
    // Two pods of the front, as the file says, until the autoscaler looks again.
    await deployExample(owner, 'shop', (item) => {
      if (item.kind === 'Deployment') item.spec.template.metadata.annotations = { edition: '2' };
    });
    await rolledOut('shop-stock', 'shop-orders', 'shop-front');
    await until(async () => (await ready()) >= 4, 180);
    t.diagnostic(`updated, and four pods again, after ${seconds()} s`);
  } finally {
    // No assertions here: they would hide what has failed above.
    const { asked, ordered } = await customers.stop();
    t.diagnostic(`${asked} pages and ${ordered} orders`);
  }
  const { ordered, failures } = await customers.stop();
  assert.deepEqual(failures, []);
  const [folder = ''] = (await inside(lab, 'pi-2', 'ls -d /var/lib/local-path-provisioner/*shop-orders')).split('\n');
  const kept = await inside(lab, 'pi-2', `grep -c honey ${folder}/orders.jsonl`);
  assert.equal(Number(kept), ordered);
  // One rush is over, and another one: pods go one after another, and nobody who asks meanwhile notices.
  const late = startCustomers(`http://${hostname}:${port}/`, { visitors: 0 });
  await until(async () => (await front('{.spec.replicas}')) === 2 && (await ready()) === 2, 300);
  t.diagnostic(`two pods again after ${seconds()} s`);
  assert.deepEqual((await late.stop()).failures, []);
});

/** What the kubelet of pi-2 shows who asks it. */
const shown = () =>
  inside(
    lab,
    'pi-1',
    'openssl s_client -connect pi-2:10250 </dev/null 2>/dev/null | openssl x509 -noout -serial -issuer',
  );

/** A request of pi-2 for the address of another node, by a control plane, where there is kubectl. */
const forged = `cd /run && openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /O=system:nodes/CN=system:node:pi-2 -addext subjectAltName=DNS:pi-2,IP:ADDRESS -keyout forged.key -out forged.csr 2>/dev/null
cat <<END | KUBECONFIG=/etc/kubernetes/admin.conf kubectl create --as=system:node:pi-2 --as-group=system:nodes -f -
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: forged}
spec: {signerName: kubernetes.io/kubelet-serving, usages: [digital signature, server auth], request: $(base64 -w 0 <forged.csr)}
END`;

test('the timer approves what a kubelet asks for itself, and nothing else', { timeout: 300_000 }, async () => {
  assert.equal(await inside(lab, 'pi-1', 'systemctl is-active microcloud-approval.timer'), 'active\n');
  const next = await inside(lab, 'pi-1', 'systemctl show -P NextElapseUSecRealtime microcloud-approval.timer');
  assert.ok(next.trim() !== '', 'nothing will start it');
  const before = await shown();
  assert.match(before, /issuer=CN *= *kubernetes$/m);
  await inside(lab, 'pi-1', forged.replace('ADDRESS', new URL(pageAt(lab, 0)).hostname));
  await inside(lab, 'pi-2', 'rm /var/lib/kubelet/pki/kubelet-server-current.pem && systemctl restart kubelet');
  const waiting = async () =>
    (await kubectl(lab, 'get csr --no-headers')).split('\n').filter((one) => /Pending/.test(one));
  await until(async () => (await waiting()).length === 2, 60);
  await inside(lab, 'pi-1', 'systemctl start microcloud-approval.service');
  await until(async () => /issuer=CN *= *kubernetes$/m.test(await shown()) && (await shown()) !== before, 60);
  const [left, ...others] = await waiting();
  assert.match(left ?? '', /^forged /);
  assert.deepEqual(others, []);
  const said = await inside(lab, 'pi-1', 'journalctl -q -o cat -u microcloud-approval.service');
  assert.match(said, /The request forged of pi-2 is left alone: it is for the address 172\.29\./);
  await kubectl(lab, 'delete csr forged');
  await until(async () => (await kubectl(lab, 'top nodes --no-headers')).trim().split('\n').length === nodes.length);
});

test('init has nothing to do with it', () => nothingToDo(lab, nodes));
