import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { KubernetesApi } from '../support/kubernetes-api.ts';
import { listeningPort } from '../support/listening-port.ts';
import { neighboursOf, PublisherProcess, shown } from '../support/publisher.ts';
import { SerfAgent } from '../support/serf.ts';
import { createService, deleteServices } from '../support/services.ts';
import { until } from '../support/until.ts';

const names = ['pi-1', 'pi-2', 'pi-3'];
/** After so many seconds a change is in everybody's list, whichever node has died before: publisher/README.md says so. */
const bound = 30;
/** For what has no bound that is promised. */
const patience = 90;
let directory: string;
let api: KubernetesApi;
let elsewhere: SerfAgent;
const agents = new Map<string, SerfAgent>();
const publishers = new Map<string, PublisherProcess>();
/** What pi-2's kube-proxy says. */
let status = 200;
const proxy = createServer((_, response) => response.writeHead(status).end());

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'microcloud-spread-'));
  api = await KubernetesApi.start(join(directory, 'api'));
  // As patient as Cloudy's: it takes them most of a minute to see that one is gone.
  const options = { directory, profile: 'wan' };
  elsewhere = await new SerfAgent('elsewhere', options).start();
  const health = `http://127.0.0.1:${await listeningPort(proxy)}/healthz`;
  for (const name of names) agents.set(name, new SerfAgent(name, { ...options, join: elsewhere }));
  const neighbours = neighboursOf([...agents.values()]);
  for (const [name, agent] of agents) {
    await agent.start();
    const publisher = await PublisherProcess.create(agent, api, {
      ...{ directory, spread: true, neighbours, health: name === 'pi-2' ? [health] : [] },
    });
    publishers.set(name, publisher.start());
  }
});
after(async () => {
  proxy.close();
  for (const one of [...publishers.values(), ...agents.values(), elsewhere]) await one?.kill();
  await api?.stop();
  await rm(directory, { recursive: true, force: true });
});
afterEach(async () => {
  await deleteServices(api);
  await until(async () => assert.deepEqual(await listed(), []), bound);
});

/** Node and port of all that a node far away sees, also twice. */
async function list(): Promise<readonly { readonly node: string; readonly port: number }[]> {
  const members = await elsewhere.members();
  return members.flatMap(({ name, tags }) => shown(tags).map(({ p }) => ({ node: name, port: Number(p) })));
}

async function listed(): Promise<readonly number[]> {
  return (await list()).map(({ port }) => port).sort();
}

async function on(node: string): Promise<readonly number[]> {
  return (await list()).filter((one) => one.node === node).map(({ port }) => port);
}

/** The ports that nodes list which live while pi-3 is dead. */
async function onTheLiving(): Promise<readonly number[]> {
  const entries = await list();
  return entries.flatMap(({ node, port }) => (node === 'pi-3' ? [] : [port])).sort();
}

async function createPorts(count: number, first = 30000): Promise<readonly number[]> {
  const ports = Array.from({ length: count }, (_, index) => first + index);
  for (const port of ports) await createService(api, `web-${port}`, [port]);
  return ports;
}

test('it shares Services between nodes, each once, and more than one tag holds', { timeout: 400_000 }, async () => {
  const ports = await createPorts(30);
  await until(async () => {
    assert.deepEqual(await listed(), ports);
    // Whoever starts first has all of them for a moment.
    for (const name of names) assert.ok((await on(name)).length >= 5, `${name} has ${await on(name)}`);
  }, patience);
  for (const publisher of publishers.values()) {
    await until(async () => {
      const { publishers, services } = await publisher.status();
      assert.deepEqual(publishers, names);
      assert.deepEqual(
        services.filter(({ state }) => state !== 'published'),
        [],
      );
    }, patience);
  }
});

test('it hands the share of a dead node over within 30 seconds, and gives it back', { timeout: 400_000 }, async () => {
  const ports = await createPorts(12);
  await until(async () => assert.deepEqual(await listed(), ports), bound);
  const share = await on('pi-3');
  assert.notEqual(share.length, 0);
  await publishers.get('pi-3')!.kill();
  await agents.get('pi-3')!.kill();
  await until(async () => assert.deepEqual(await onTheLiving(), ports), 30);
  await agents.get('pi-3')!.start();
  publishers.get('pi-3')!.start();
  await until(async () => {
    assert.deepEqual(await listed(), ports);
    assert.deepEqual((await on('pi-3')).toSorted(), share.toSorted());
  }, patience);
});

test('it lists nothing of a node that comes back after its Services were deleted', { timeout: 400_000 }, async () => {
  const ports = await createPorts(12);
  await until(async () => assert.deepEqual(await listed(), ports), bound);
  assert.notEqual((await on('pi-3')).length, 0);
  await publishers.get('pi-3')!.kill();
  await agents.get('pi-3')!.kill();
  await deleteServices(api);
  await until(async () => assert.deepEqual(await onTheLiving(), []), bound);
  // It comes with the tags of before: its agent has kept them in a file.
  await agents.get('pi-3')!.start();
  assert.notEqual((await agents.get('pi-3')!.tags()).services, undefined);
  publishers.get('pi-3')!.start();
  await until(async () => assert.deepEqual(await listed(), []), bound);
});

test('it does not wait for ever for a publisher that was stopped', { timeout: 400_000 }, async () => {
  await publishers.get('pi-1')!.kill('SIGTERM');
  const ports = await createPorts(9);
  await until(async () => assert.deepEqual(await listed(), ports), patience);
  assert.deepEqual(await on('pi-1'), []);
  publishers.get('pi-1')!.start();
  await until(async () => {
    assert.deepEqual(await listed(), ports);
    assert.notEqual((await on('pi-1')).length, 0);
  }, patience);
});

test('it moves Services away from a node that does not answer', { timeout: 400_000 }, async () => {
  const ports = await createPorts(20);
  await until(async () => assert.deepEqual(await listed(), ports), bound);
  assert.notEqual((await on('pi-2')).length, 0);
  await until(async () => assert.equal((await publishers.get('pi-2')!.status()).health.state, 'ok'), patience);
  status = 503;
  await until(async () => {
    assert.deepEqual(await on('pi-2'), []);
    assert.deepEqual(await listed(), ports);
  }, patience);
  status = 200;
  await until(async () => {
    assert.notEqual((await on('pi-2')).length, 0);
    assert.deepEqual(await listed(), ports);
  }, patience);
});

test('it leaves the entries of another cluster alone, even of one with the same name', {
  timeout: 400_000,
}, async () => {
  const otherApi = await KubernetesApi.start(join(directory, 'other-api'));
  const agent = await new SerfAgent('theirs', { directory, profile: 'wan', join: elsewhere }).start();
  const theirs = await PublisherProcess.create(agent, otherApi, { directory, spread: true });
  try {
    theirs.start();
    await createService(otherApi, 'theirs', [30000]);
    const ports = await createPorts(6);
    await until(async () => assert.deepEqual(await listed(), [30000, ...ports]), bound);
    assert.deepEqual(await on('theirs'), [30000]);
    await deleteServices(api);
    await until(async () => assert.deepEqual(await list(), [{ node: 'theirs', port: 30000 }]), bound);
    assert.deepEqual((await theirs.status()).publishers, ['theirs']);
    await until(async () => {
      const { elsewhere } = await publishers.get('pi-1')!.status();
      assert.deepEqual(elsewhere, [{ name: 'home', services: 1 }]);
    }, patience);
  } finally {
    await theirs.kill();
    await agent.kill();
    await otherApi.stop();
  }
  await until(async () => assert.deepEqual(await listed(), []), patience);
});
