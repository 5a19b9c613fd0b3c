import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import { labDown } from '../../lab/down.ts';
import { filesOf, passwordIn } from '../../lab/state.ts';
import type { RunningLab } from '../../lab/up.ts';
import type { PublisherReport } from '../../src/tasks/publisher-status.ts';
import { giveLogin, hasCloudy, listOn, needsCloudy, servicesOn } from '../support/cloudy.ts';
import { freshLab, init, inside, kubectl, microcloud, nothingToDo, until } from '../support/cluster.ts';

const name = 'test-cloudy';
const nodes = ['pi-1', 'pi-2'];
/** How long agents and the API are away: two minutes beside Cloudy itself. */
const outageMs = hasCloudy ? 120_000 : 20_000;
let lab: RunningLab;
let password: string;
before(async () => {
  lab = await freshLab(name, nodes.length);
  password = await passwordIn(filesOf(lab.directory));
  if (hasCloudy) await giveLogin(lab);
  await init(lab);
});
after(() => labDown({ name }));
// What a test that failed left must not fail the next one.
afterEach(() => kubectl(lab, 'delete services -l app'));

const create = (service: string, port: number) =>
  kubectl(lab, `create service nodeport ${service} --tcp=80:80 --node-port=${port}`);
const remove = (...services: readonly string[]) => kubectl(lab, 'delete service', ...services);
/** Every node sees exactly these Services. */
const appear = (seconds: number, ...services: readonly string[]) =>
  until(async () => {
    const lists = await Promise.all(nodes.map((node) => servicesOn(lab, node)));
    return lists.every((list) => list.join() === services.toSorted().join());
  }, seconds);
const agents = async (node: string) =>
  (await inside(lab, node, 'serf members -status=alive'))
    .trim()
    .split('\n')
    .map((line) => line.split(' ', 1).join());
const address = (node: string) => `172.29.${lab.nodes[0]?.address.split('.')[2]}.1${node.at(-1)}`;

test('A1, A2: the agents answer and know one another, by names that stay', async () => {
  for (const node of nodes) {
    const { agent } = JSON.parse(await inside(lab, node, '/opt/serf/serf info -format=json'));
    assert.match(agent.name, new RegExp(`^[0-9a-f]{32}-${node}$`));
    await until(async () => (await agents(node)).length === nodes.length, 30);
  }
});

test('it may do little: units that systemd calls safe, and a token for Services alone', async () => {
  for (const unit of ['microcloud-publisher', 'microcloud-publisher-token', 'serf', 'serf-join']) {
    const verdict = await inside(lab, 'pi-2', `systemd-analyze security --no-pager ${unit}.service | tail -n 1`);
    assert.ok(Number(/: ([\d.]+)/.exec(verdict)?.[1]) <= 2, verdict);
  }
  const folder = '/run/microcloud-publisher-token';
  await until(async () => (await inside(lab, 'pi-2', `ls ${folder}`)).includes('token'), 60);
  const owner = await inside(lab, 'pi-2', `stat -c '%a %U:%G' ${folder} ${folder}/token`);
  assert.equal(owner, '750 root:microcloud-publisher\n640 root:microcloud-publisher\n');
  await assert.rejects(inside(lab, 'pi-2', `runuser -u pi -- cat ${folder}/token`));
  const asked = ['services', 'pods', 'secrets', 'nodes'].map(
    (what) => `curl -s -o /dev/null -w '%{http_code} ' --cacert ${folder}/ca.crt \
-H "Authorization: Bearer $(cat ${folder}/token)" https://${address('pi-1')}:6443/api/v1/${what}`,
  );
  assert.equal(await inside(lab, 'pi-2', asked.join(';')), '200 403 403 403 ');
});

test('P1, P3: a Service appears on all nodes, and one that is withdrawn goes', async () => {
  await create('buch-laden', 30081);
  await appear(15, 'buch-laden:30081');
  const [entry] = (await listOn(lab, 'pi-2')).filter(({ s }) => s === 'kubernetes');
  assert.equal(entry?.t, 'NodePort');
  assert.equal(entry.e, lab.name);
  assert.ok(nodes.map(address).includes(entry.i));
  await remove('buch-laden');
  await appear(15);
  await create('buch-laden', 30081);
  await appear(15, 'buch-laden:30081');
  for (const node of nodes) await inside(lab, node, 'systemctl stop microcloud-publisher');
  await remove('buch-laden');
  for (const node of nodes) await inside(lab, node, 'systemctl start microcloud-publisher');
  await appear(15);
});

test('P2: it is on the web pages of another node', needsCloudy, async () => {
  await create('kino', 30082);
  await appear(15, 'kino:30082');
  assert.match(await searchPage('pi-2'), /<td>kino<\/td>/);
  await remove('kino');
  await appear(15);
  assert.doesNotMatch(await searchPage('pi-2'), /<td>kino<\/td>/);
});

test('P4: another port and another type leave nothing behind', async () => {
  await create('radio', 30083);
  await appear(15, 'radio:30083');
  await kubectl(lab, `patch service radio -p '{"spec":{"ports":[{"port":80,"nodePort":30084}]}}'`);
  await appear(15, 'radio:30084');
  await kubectl(lab, `annotate service radio microcloud.cloudy/name=Stadtradio`);
  await appear(15, 'Stadtradio:30084');
  await kubectl(lab, `patch service radio -p '{"spec":{"type":"ClusterIP"}}'`);
  await appear(15);
  await remove('radio');
});

test('P5, P6: restarted and killed agents, lost and broken tags are healed', { timeout: 300_000 }, async () => {
  await create('wiki', 30085);
  await appear(15, 'wiki:30085');
  const before = await agents('pi-1');
  for (const damage of [
    'systemctl restart serf',
    'kill -9 $(pidof serf)',
    'serf tags -delete services',
    'serf tags -set services=garbage',
    // What a power cut leaves of the file: a part, or zeros.
    'systemctl stop serf; truncate -s 9 /var/lib/serf/tags.json; systemctl start serf',
    'systemctl stop serf; truncate -s 900 /var/lib/serf/tags.json; systemctl start serf',
  ]) {
    for (const node of nodes) await inside(lab, node, damage);
    await until(async () => (await agents('pi-1')).length === nodes.length, 60);
    await appear(60, 'wiki:30085');
  }
  assert.deepEqual((await agents('pi-1')).toSorted(), before.toSorted());
  await remove('wiki');
  await appear(15);
});

test('P7: what others publish stays', { ...needsCloudy, timeout: 300_000 }, async () => {
  await inside(lab, 'pi-1', 'SEARCH_ONLY=serf avahi-ps publish other radio 22000 x');
  const isThere = async () => (await listOn(lab, 'pi-2')).some(({ d, p }) => d === 'other' && p === '22000');
  // It runs beside all twenty changes.
  const cron = inside(lab, 'pi-1', 'until [ -e /run/enough ]; do avahi-service start; done >/run/avahi 2>&1');
  const services = Array.from({ length: 12 }, (_, index) => [`s-${index}`, 30100 + index] as const);
  for (const [service, port] of services) await create(service, port);
  for (const [service] of services.slice(0, 8)) await remove(service);
  await inside(lab, 'pi-1', 'touch /run/enough');
  await cron;
  await appear(60, ...services.slice(8).map(([service, port]) => `${service}:${port}`));
  await until(isThere, 60);
  await remove(...services.slice(8).map(([service]) => service));
  await appear(30);
  assert.ok(await isThere());
  await inside(lab, 'pi-1', 'SEARCH_ONLY=serf avahi-ps unpublish radio 22000');
});

test('P8: what does not fit is said, and comes when there is room', { timeout: 300_000 }, async () => {
  const ports = Array.from({ length: 30 }, (_, index) => 30200 + index);
  // Names that are alike would shrink to nearly nothing.
  const names = ports.map((port) => `s${createHash('sha256').update(String(port)).digest('hex').slice(0, 20)}`);
  const services = names.map((service, index) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: service, labels: { app: service } },
    spec: { type: 'NodePort', ports: [{ port: 80, nodePort: ports[index] }] },
  }));
  const list = Buffer.from(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: services })).toString('base64');
  await inside(lab, 'pi-1', `echo ${list} | base64 -d >/run/list.json`);
  await kubectl(lab, 'apply -f /run/list.json');
  await until(async () => {
    const { services } = await status();
    return services.length === ports.length && services.every(({ state }) => state !== 'pending');
  });
  const { services: found, nodes: publishing, ok } = await status();
  assert.equal(ok, false);
  const refused = found.filter(({ state }) => state === 'refused');
  assert.ok(refused.length > 3 && refused.length < 25, `${refused.length} are refused`);
  assert.equal(publishing.length, nodes.length);
  for (const { tag } of publishing) assert.ok(tag && tag.bytes <= tag.limit);
  assert.equal((await servicesOn(lab, 'pi-1')).length, ports.length - refused.length);
  await until(async () => (await kubectl(lab, 'get events')).includes(refused[0]?.name ?? '-'), 60);
  const published = found.filter(({ state }) => state === 'published').map((service) => service.name);
  await remove(...published);
  const waiting = refused.map((service) => `${service.name}:${service.port}`);
  const fitting = Math.min(waiting.length, published.length - 2);
  await until(async () => {
    const listed = await servicesOn(lab, 'pi-2');
    return listed.length >= fitting && listed.every((one) => waiting.includes(one));
  }, 60);
  await remove(...refused.map((service) => service.name));
  await appear(30);
});

test('P9: changes while the agents are down come when they are back', { timeout: 300_000 }, async () => {
  await create('vorher', 30086);
  await appear(15, 'vorher:30086');
  for (const node of nodes) await inside(lab, node, 'systemctl stop serf');
  await remove('vorher');
  await create('nachher', 30087);
  await new Promise((next) => setTimeout(next, outageMs));
  for (const node of nodes)
    assert.equal((await inside(lab, node, 'systemctl is-active microcloud-publisher')).trim(), 'active');
  for (const node of nodes) await inside(lab, node, 'systemctl start serf');
  await appear(60, 'nachher:30087');
  await remove('nachher');
});

test('P9: what is shown stays while the API is down', { ...needsCloudy, timeout: 400_000 }, async () => {
  await create('bleibt', 30086);
  await appear(15, 'bleibt:30086');
  const manifest = '/etc/kubernetes/manifests/kube-apiserver.yaml';
  await inside(lab, 'pi-1', `mv ${manifest} /run/`);
  const states = async () => (await status()).nodes.map(({ state }) => state).join();
  await until(async () => (await states()) === nodes.map(() => 'troubled').join(), 60);
  await new Promise((next) => setTimeout(next, outageMs));
  await appear(1, 'bleibt:30086');
  await inside(lab, 'pi-1', `mv /run/kube-apiserver.yaml ${manifest}`);
  await until(async () => (await kubectl(lab, 'get --raw /readyz')) === 'ok');
  await remove('bleibt');
  await create('nachher', 30087);
  await appear(60, 'nachher:30087');
  await remove('nachher');
});

test('P10: nothing of mDNS is started where its tools are', { ...needsCloudy, timeout: 200_000 }, async () => {
  await inside(lab, 'pi-1', 'DEBIAN_FRONTEND=noninteractive apt-get install -qq avahi-utils >/dev/null 2>&1');
  await create('leise', 30088);
  await appear(15, 'leise:30088');
  await remove('leise');
  await appear(15);
  assert.equal((await inside(lab, 'pi-1', 'pgrep -c avahi-publish || :')).trim(), '0');
});

test('P11: a second address on the interface stays out of the list', async () => {
  const other = address('pi-1').replace(/\d+$/, '250');
  await inside(lab, 'pi-1', `ip address add ${other}/24 dev eth0`);
  await inside(lab, 'pi-1', 'systemctl restart microcloud-publisher');
  await inside(lab, 'pi-1', '[ ! -x /usr/sbin/avahi-service ] || avahi-service start serf >/dev/null 2>&1');
  await create('eins', 30089);
  await appear(15, 'eins:30089');
  for (const node of nodes) {
    const addresses = (await listOn(lab, node)).map(({ i }) => i);
    assert.notEqual(addresses.length, 0);
    assert.deepEqual(
      addresses.filter((one) => !nodes.map(address).includes(one)),
      [],
    );
  }
  await inside(lab, 'pi-1', `ip address del ${other}/24 dev eth0`);
  await remove('eins');
});

test('A3, A4: the web pages answer, and let in who has their login', needsCloudy, async () => {
  for (const node of nodes) {
    const page = await (await fetch(`http://${address(node)}:7000/`)).text();
    for (const word of ['Cloudy', 'CLOMMUNITY', 'netCommons']) assert.ok(page.includes(word), word);
    assert.equal((await logIn(node, password)).status, 301);
    assert.equal((await logIn(node, 'wrong')).status, 200);
  }
});

test('A5: a node that reboots is back by its name, with its services', { timeout: 300_000 }, async () => {
  await create('bleibt', 30090);
  await appear(15, 'bleibt:30090');
  const [known, boot] = [await agents('pi-1'), await inside(lab, 'pi-2', 'cat /proc/sys/kernel/random/boot_id')];
  await inside(lab, 'pi-2', 'systemctl reboot').catch(() => '');
  await until(async () => (await inside(lab, 'pi-2', 'cat /proc/sys/kernel/random/boot_id')) !== boot);
  await until(async () => (await agents('pi-2')).length === nodes.length, 90);
  await appear(90, 'bleibt:30090');
  assert.deepEqual((await agents('pi-1')).toSorted(), known.toSorted());
  if (hasCloudy) assert.equal((await logIn('pi-2', password)).status, 301);
  // It was the tag that came back; now its publisher must be, too.
  await remove('bleibt');
  await appear(90);
});

test('A6: a second run finds nothing to do, with one exec a node', { timeout: 300_000 }, async () => {
  await until(async () => (await init(lab)).nodes.every(({ changes }) => changes === 0));
  await nothingToDo(lab, nodes);
  if (!hasCloudy) return;
  assert.equal((await inside(lab, 'pi-1', 'grep -c ^PRIMARYINTERFACE= /etc/cloudy/cloudy.conf')).trim(), '1');
  assert.doesNotMatch(await inside(lab, 'pi-1', 'ls /etc/apt/sources.list.d'), /cloudy|guifi/);
  assert.doesNotMatch(await inside(lab, 'pi-1', 'apt-get update 2>&1'), /^[WE]:/m);
});

test('it shows what a pass would change, and changes nothing', async () => {
  const { code, stdout } = await microcloud(lab, ['publisher', 'run', '--once', '--dry-run']);
  assert.equal(code, 0);
  assert.equal(stdout, 'pi-1: nothing to do\npi-2: nothing to do\n');
});

async function status(): Promise<PublisherReport> {
  return JSON.parse((await microcloud(lab, ['publisher', 'status', '--json'])).stdout);
}

function logIn(node: string, password: string): Promise<Response> {
  const url = `http://${address(node)}:7000/`;
  const body = new URLSearchParams({ user: 'ada', password });
  return fetch(url, { method: 'POST', body, redirect: 'manual', headers: { referer: url } });
}

async function searchPage(node: string): Promise<string> {
  const cookie = (await logIn(node, password)).headers.get('set-cookie')?.split(';', 1).join() ?? '';
  const url = `http://${address(node)}:7000/`;
  return (await fetch(`${url}index.php/serf/ajaxsearch`, { headers: { cookie, referer: url } })).text();
}
