import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { flash } from '../../support/cards.ts';
import { listOn } from '../../support/cloudy.ts';
import { freshLab, init, inside, microcloud, nothingToDo, withInventory } from '../../support/cluster.ts';
import type { Item } from '../../support/cluster-answer.ts';
import { startCustomers } from '../../support/customers.ts';
import { bringExampleImage, deployExample, kubectlWith } from '../../support/examples.ts';
import { until } from '../../support/until.ts';

const exec = promisify(execFile);
const name = 'test-examples';
const nodes = ['pi-1', 'pi-2'];
let lab: RunningLab;
let owner: string;
before(async () => {
  lab = await freshLab(name, 2);
  await init(lab);
  owner = join(lab.directory, 'owner.yaml');
  const { code, stderr } = await microcloud(lab, ['kubeconfig', '--output', owner]);
  assert.equal(code, 0, stderr);
  await bringExampleImage(lab, nodes);
});
after(() => labDown({ name }));

/** Where the lab's nodes answer for good. */
const addresses = () => lab.nodes.map(({ address }) => address.replace(/\d+$/, (last) => String(Number(last) - 90)));

/** The port that a Service has on every node. */
async function portOf(kubeconfig: string, service: string): Promise<string> {
  return kubectlWith(kubeconfig, ['get', 'service', service, '-o', 'jsonpath={.spec.ports[0].nodePort}']);
}

async function pageAt(address: string, port: string, path = '/'): Promise<string> {
  const url = `http://${address}:${port}${path}`;
  const response = await fetch(url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(3000) });
  assert.equal(response.status, 200);
  return response.text();
}

/** Cloudy's list on a node shows it, and where it says, it answers. */
async function isListed(title: string, says: RegExp): Promise<void> {
  await until(async () => {
    for (const node of nodes) {
      const entry = (await listOn(lab, node)).find(({ d }) => d === title);
      assert.ok(entry, `${node} does not list ${title}`);
      assert.match(await pageAt(entry.i, entry.p), says);
    }
  }, 60);
}

test("a person's page, by a person's kubeconfig only, within the quota, and in Cloudy's list", {
  timeout: 300_000,
}, async () => {
  const file = join(lab.directory, 'ismael.yaml');
  const { code, stderr } = await microcloud(lab, [
    ...['user', 'add', 'ismael', '--namespace', 'pages', '--output', file, '--yes'],
  ]);
  assert.equal(code, 0, stderr);
  await until(() => kubectlWith(file, ['get', 'serviceaccount', 'default']));
  await deployExample(file, 'page');
  await kubectlWith(file, ['rollout', 'status', 'deployment/page', '--timeout=120s']);
  const quota = await kubectlWith(file, ['get', 'resourcequota', 'microcloud', '-o', 'jsonpath={.status.used}']);
  const { pods, 'services.nodeports': ports } = JSON.parse(quota);
  assert.deepEqual([pods, ports], ['2', '1']);
  const port = await portOf(file, 'page');
  for (const address of addresses())
    await until(async () => assert.match(await pageAt(address, port), /<h1>Hello, this is my page<\/h1>/), 30);
  await isListed('My_page', /Hello, this is my page/);
});

/**
 * Plays the part of the kernel, which has no sensors in the lab: where config.txt has the overlay of a DHT11 at boot, there
 * are files in the place of one.
 */
const kernel = `printf '[cm5]\\ndtoverlay=dwc2,dr_mode=host\\n\\n[all]\\n' >/boot/firmware/config.txt
cat >/usr/local/sbin/wire <<'EOF'
grep -q '^dtoverlay=dht11' /boot/firmware/config.txt || exit 0
mkdir -p /run/bus && mount --rbind /sys/bus /run/bus && mount -t tmpfs tmpfs /sys/bus && ln -s /run/bus/* /sys/bus/
d=/sys/bus/iio/devices/iio:device1
mkdir -p $d && echo dht11@4 >$d/name && echo 43000 >$d/in_humidityrelative_input && echo 21300 >$d/in_temp_input
EOF
cat >/etc/systemd/system/wire.service <<'EOF'
[Unit]
Before=ssh.service containerd.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh /usr/local/sbin/wire
[Install]
WantedBy=multi-user.target
EOF
systemctl enable wire.service`;
const value = '/sys/bus/iio/devices/iio:device1/in_temp_input';
const degrees = (text: string) => inside(lab, 'pi-2', `echo ${text} >${value}.new && mv ${value}.new ${value}`);

/** A pod's own /sys is the kernel's, which has no sensor: the reader gets the node's files. */
function readFromNode(item: Item): void {
  if (item.kind !== 'Deployment' || item.metadata.name !== 'sensor-reader') return;
  const { spec } = item.spec.template;
  spec.volumes.push({ name: 'sensors', hostPath: { path: '/sys/bus/iio/devices' } });
  spec.containers[0].volumeMounts.push({ name: 'sensors', mountPath: '/sensors' });
  spec.containers[0].env.push({ name: 'SENSORS', value: '/sensors' });
}

let port: string;
/** Every node says so, and both pods: requests go to either. */
const says = (text: RegExp) => async () => {
  for (const address of addresses())
    for (let tries = 0; tries < 8; tries++) assert.match(await pageAt(address, port), text, address);
};

test('init writes the overlay, reboots the board, labels it with its sensor, and then has nothing to do', {
  timeout: 400_000,
}, async () => {
  await inside(lab, 'pi-2', kernel);
  const wired = await withInventory(lab, 'wired', (inventory) => ({
    ...inventory,
    nodes: inventory.nodes.map((one) => (one.name === 'pi-2' ? { ...one, overlays: ['dht11,gpiopin=4'] } : one)),
  }));
  const { stdout } = await microcloud(wired, ['init', '--dry-run']);
  assert.match(stdout, /Change \/boot\/firmware\/config\.txt[\s\S]*\+dtoverlay=dht11,gpiopin=4/);
  const boots = () => inside(lab, 'pi-2', 'cat /proc/sys/kernel/random/boot_id');
  const before = await boots();
  await init(wired);
  assert.notEqual(await boots(), before);
  const labelled = await kubectlWith(owner, [
    'get',
    'nodes',
    '-l',
    'microcloud.cloudy/sensor-dht11=true',
    '-o',
    'name',
  ]);
  assert.equal(labelled, 'node/pi-2\n');
  await nothingToDo(wired, nodes);
});

test('the sensor is read on its node, and its value is on every node and in the list of Cloudy', {
  timeout: 300_000,
}, async () => {
  await deployExample(owner, 'sensor', readFromNode);
  await kubectlWith(owner, ['rollout', 'status', 'deployment/sensor-reader', '--timeout=120s']);
  await kubectlWith(owner, ['rollout', 'status', 'deployment/sensor-page', '--timeout=120s']);
  const where = 'jsonpath={.items[*].spec.nodeName}';
  assert.equal(await kubectlWith(owner, ['get', 'pods', '-l', 'app=sensor-reader', '-o', where]), 'pi-2');
  const pages = await kubectlWith(owner, ['get', 'pods', '-l', 'app=sensor-page', '-o', where]);
  assert.deepEqual(pages.split(' ').sort(), nodes);
  port = await portOf(owner, 'sensor');
  await until(says(/21\.3 °C[\s\S]*43 %[\s\S]*dht11, read \d seconds ago/), 30);
  await isListed('Sensor', /21\.3 °C/);
});

test('another value is on every node within five seconds', async () => {
  await degrees('22800');
  await until(says(/22\.8 °C/), 5);
});

test('a sensor that fails leaves its last value, with its age, and comes back', { timeout: 200_000 }, async () => {
  await inside(lab, 'pi-2', `mv ${value} ${value}.away`);
  await until(says(/22\.8 °C[\s\S]*class=old>dht11, read (3\d seconds|1 minute) ago/), 60);
  await degrees('19900');
  await until(says(/19\.9 °C[\s\S]*class=new>/), 40);
});

test("the page answers while the sensor's node is off, and recovers", { timeout: 600_000 }, async (t) => {
  const container = `microcloud-lab-${name}-pi-2`;
  const [first = ''] = addresses();
  await exec('docker', ['pause', container]);
  try {
    const began = Date.now();
    await until(async () => {
      // Each pod in turn, for a while: all requests answer once the cluster knows.
      for (let tries = 0; tries < 10; tries++) assert.match(await pageAt(first, port), /19\.9 °C/);
    }, 120);
    t.diagnostic(`all requests answer ${Math.round((Date.now() - began) / 1000)} s after the node was lost`);
    await until(async () => assert.match(await pageAt(first, port), /class=old>dht11, read \d+ \w+ ago/), 60);
  } finally {
    await exec('docker', ['unpause', container]);
  }
  await degrees('20100');
  await until(says(/20\.1 °C[\s\S]*class=new>/), 120);
});

/** A volume on pi-2, as a storage class would make one. */
const volume = (called: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: called },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      claimRef: { namespace: 'default', name: called },
      local: { path: `/var/lib/${called}` },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['pi-2'] }] },
          ],
        },
      },
    },
  });

async function giveVolume(called: string): Promise<void> {
  await inside(lab, 'pi-2', `mkdir -p /var/lib/${called}`);
  await kubectlWith(owner, ['apply', '-f', '-'], volume(called));
}

test('a wiki outlives its pod and the reboot of its node', { timeout: 600_000 }, async () => {
  await giveVolume('wiki');
  await deployExample(owner, 'wiki');
  await kubectlWith(owner, ['rollout', 'status', 'deployment/wiki', '--timeout=120s']);
  const wiki = await portOf(owner, 'wiki');
  const [first = ''] = addresses();
  const base = async () => /name="base" value="(\w+)"/.exec(await pageAt(first, wiki, '/Garden?edit'))?.[1] ?? '';
  const save = async (text: string, from: string) => {
    const body = new URLSearchParams({ base: from, text });
    const { status } = await fetch(`http://${first}:${wiki}/Garden`, { method: 'POST', body, redirect: 'manual' });
    return status;
  };
  const fresh = await base();
  assert.equal(await save('Who waters <it>? See [[Start]]', fresh), 303);
  assert.equal(await save('Somebody else', fresh), 409);
  const isThere = async () =>
    assert.match(await pageAt(first, wiki, '/Garden'), /Who waters &lt;it&gt;\? See <a href="\/Start">/);
  await isThere();
  await isListed('Wiki', /Start/);
  await kubectlWith(owner, ['delete', 'pod', '-l', 'app=wiki']);
  await kubectlWith(owner, ['rollout', 'status', 'deployment/wiki', '--timeout=120s']);
  await until(isThere, 30);
  const boot = 'cat /proc/sys/kernel/random/boot_id';
  const before = await inside(lab, 'pi-2', boot);
  await inside(lab, 'pi-2', 'systemctl reboot').catch(() => '');
  await until(async () => assert.notEqual(await inside(lab, 'pi-2', boot), before), 120);
  await until(isThere, 180);
});

test('a shop is scaled, and updated without a lost request or order', { timeout: 600_000 }, async (t) => {
  await giveVolume('shop-orders');
  await deployExample(owner, 'shop');
  for (const part of ['shop-orders', 'shop-stock', 'shop-front'])
    await kubectlWith(owner, ['rollout', 'status', `deployment/${part}`, '--timeout=120s']);
  const shop = await portOf(owner, 'shop');
  const [first = ''] = addresses();
  assert.match(await pageAt(first, shop), /A jar of honey, 6\.50 €/);
  await isListed('Shop', /The shop of our street/);
  await kubectlWith(owner, ['scale', 'deployment', 'shop-front', '--replicas=3']);
  await kubectlWith(owner, ['rollout', 'status', 'deployment/shop-front', '--timeout=120s']);

  const customers = startCustomers(`http://${first}:${shop}/`);
  await deployExample(owner, 'shop', (item) => {
    // Each part gets new pods, as it would by a changed program.
    if (item.kind === 'Deployment') item.spec.template.metadata.annotations = { edition: '2' };
  });
  for (const part of ['shop-stock', 'shop-orders', 'shop-front'])
    await kubectlWith(owner, ['rollout', 'status', `deployment/${part}`, '--timeout=180s']);
  await new Promise((next) => setTimeout(next, 8000));
  const { asked, ordered, failures } = await customers.stop();
  t.diagnostic(`${asked} pages and ${ordered} orders during the update`);
  assert.deepEqual(failures, []);
  assert.ok(asked > 100 && ordered > 5, `${asked} pages, ${ordered} orders`);
  const kept = await inside(lab, 'pi-2', 'grep -c honey /var/lib/shop-orders/orders.jsonl');
  assert.equal(Number(kept), ordered);
});

test('overlay and label go when the inventory has them no more', { timeout: 300_000 }, async () => {
  await init(lab);
  assert.doesNotMatch(await inside(lab, 'pi-2', 'cat /boot/firmware/config.txt'), /dht11|microcloud/);
  await assert.rejects(inside(lab, 'pi-2', 'ls /sys/bus/iio'));
  assert.equal(await kubectlWith(owner, ['get', 'nodes', '-l', 'microcloud.cloudy/sensor-dht11', '-o', 'name']), '');
  await nothingToDo(lab, nodes);
});

test('the wiki has its pages after the card of the control plane died, and the cluster came from a copy', {
  timeout: 900_000,
}, async () => {
  const wiki = await portOf(owner, 'wiki');
  const passphrase = join(lab.directory, 'passphrase');
  writeFileSync(passphrase, 'correct horse battery\n', { mode: 0o600 });
  const backup = await microcloud(lab, ['backup', '--json', '--passphrase-file', passphrase]);
  assert.equal(backup.code, 0, backup.stderr);
  await flash(lab, 'pi-1');
  const { file }: { file: string } = JSON.parse(backup.stdout);
  const restored = await microcloud(lab, [
    ...['restore', file, '--passphrase-file', passphrase, '--accept-new-host-keys', '--confirm', name],
  ]);
  assert.equal(restored.code, 0, restored.stderr);
  for (const address of addresses())
    await until(async () => assert.match(await pageAt(address, wiki, '/Garden'), /Who waters &lt;it&gt;/), 120);
});
